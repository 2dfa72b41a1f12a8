// Builds dist/: three single-file executables (CommonJS with a Node shebang: the only form that works without
// an extension both inside this package and copied alone elsewhere) and the launcher from its C source.
// `node build.mjs` builds all, `node build.mjs tests` builds dist/test for scripts/test.
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as esbuild from 'esbuild';

const root = fileURLToPath(new URL('.', import.meta.url));
const dist = join(root, 'dist');
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/** Seconds since the epoch of the source: SOURCE_DATE_EPOCH, else the last commit, else 0 (never the clock). */
function sourceTimeSeconds() {
  if (process.env.SOURCE_DATE_EPOCH) return Number(process.env.SOURCE_DATE_EPOCH);
  try {
    const options = { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] };
    return Number(execFileSync('git', ['log', '-1', '--format=%ct'], options).trim()) || 0;
  } catch {
    return 0;
  }
}

const common = {
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  absWorkingDir: root,
  sourcemap: 'inline',
  sourcesContent: false,
  logLevel: 'warning',
  define: {
    PRODUCT_VERSION: JSON.stringify(manifest.version),
    BUILD_TIME_SECONDS: String(sourceTimeSeconds()),
  },
};

const programs = ['mesos-master', 'mesos-agent', 'mesos'];
/** Other names of the same programs. */
const aliases = { 'mesos-slave': 'mesos-agent', 'mesos-execute': 'mesos' };

async function buildPrograms() {
  await Promise.all(
    programs.map(async (name) => {
      await esbuild.build({
        ...common,
        entryPoints: [`src/bin/${name}.ts`],
        outfile: join(dist, name),
        banner: { js: '#!/usr/bin/env -S node --enable-source-maps' },
        minifySyntax: true,
      });
      chmodSync(join(dist, name), 0o755);
    }),
  );
  for (const [alias, target] of Object.entries(aliases)) {
    rmSync(join(dist, alias), { force: true });
    symlinkSync(target, join(dist, alias));
  }
}

/** Hardened as distributions do it; CC, CFLAGS and LDFLAGS of a package build are added last. */
function buildLauncher() {
  const folder = join(root, 'src/launcher');
  const sources = readdirSync(folder)
    .filter((name) => name.endsWith('.c'))
    .sort();
  if (sources.length === 0) return;
  const words = (text) => (text ?? '').split(' ').filter((word) => word !== '');
  const flags = ['-std=gnu17', '-O2', '-g', '-Wall', '-Wextra', '-Werror', '-D_FORTIFY_SOURCE=2'];
  const hardening = [
    '-fstack-protector-strong',
    '-fstack-clash-protection',
    '-fPIE',
    '-pie',
    '-Wl,-z,relro,-z,now',
  ];
  const version = `-DMESOS_VERSION="${manifest.version}"`;
  const prefix = `-ffile-prefix-map=${root}=`;
  const output = ['-o', join(dist, 'mesos-launcher')];
  const files = sources.map((name) => join(folder, name));
  const extra = [...words(process.env.CFLAGS), ...words(process.env.LDFLAGS)];
  execFileSync(
    process.env.CC ?? 'cc',
    [...flags, ...hardening, version, prefix, ...extra, ...files, ...output],
    {
      stdio: 'inherit',
    },
  );
}

/** Every test file becomes one script in dist/test; benches are modules, because they wait at their top level. */
async function buildTests() {
  const files = readdirSync(join(root, 'test'), { recursive: true, encoding: 'utf8' });
  const entries = (pattern) => files.filter((name) => pattern.test(name)).map((name) => join('test', name));
  const outdir = join(dist, 'test');
  rmSync(outdir, { recursive: true, force: true });
  await esbuild.build({
    ...common,
    entryPoints: entries(/\.(test|main)\.ts$/),
    outbase: 'test',
    outdir,
    outExtension: { '.js': '.cjs' },
  });
  await esbuild.build({
    ...common,
    format: 'esm',
    entryPoints: entries(/\.bench\.ts$/),
    outbase: 'test',
    outdir,
    outExtension: { '.js': '.mjs' },
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
    },
  });
}

mkdirSync(dist, { recursive: true });
// The sources are ES modules, so this package says "module"; what is built is not, and has no extension to tell.
writeFileSync(join(dist, 'package.json'), '{"type":"commonjs"}\n');
const started = performance.now();
if (process.argv[2] === 'tests') {
  await buildTests();
} else {
  buildLauncher();
  await buildPrograms();
}
const what = process.argv[2] === 'tests' ? 'tests' : 'mesos-master, mesos-agent, mesos, mesos-launcher';
console.log(`built ${what} in ${((performance.now() - started) / 1000).toFixed(1)} s`);
