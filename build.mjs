// Builds dist/: single-file executables, the examples among them (CommonJS with a Node shebang: the only form that
// works without an extension both inside this package and copied alone elsewhere), the launcher from its C source, and
// the addon sd-notify, which speaks to systemd from within Node.
// `node build.mjs` builds all, `node build.mjs programs` only what needs no compiler, `node build.mjs tests` dist/test
// for scripts/test, `node build.mjs sdk` the npm package in dist/sdk.
import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { deflateSync } from 'node:zlib';
import { loadBundler } from './scripts/lib/bundler.mjs';

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

const bundle = await loadBundler();

/** What starts the programs: packages name the interpreter they depend on (MESOS_NODE=/usr/bin/node). */
const shebang = process.env.MESOS_NODE ? `#!${process.env.MESOS_NODE}` : '#!/usr/bin/env node';

const common = {
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  absWorkingDir: root,
  sourcemap: 'inline',
  sourcesContent: false,
  // The loader of cosmiconfig that would need it is not used; it is a tool of development, not a part.
  external: ['typescript'],
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
  const metafiles = await Promise.all(
    programs.map(async (name) => {
      const metafile = await bundle({
        ...common,
        entryPoints: [`src/bin/${name}.ts`],
        outfile: join(dist, name),
        banner: { js: shebang },
        minifySyntax: true,
        minifyWhitespace: true,
        sourcemap: 'external',
        metafile: true,
      });
      packSourceMap(join(dist, name));
      chmodSync(join(dist, name), 0o755);
      return [name, metafile];
    }),
  );
  // What went into each program: the packages' provides, licences and bill of materials are made from it.
  const inputs = Object.fromEntries(metafiles);
  if (existsSync(join(root, addonSource))) inputs[addonName] = addonMetafile();
  writeFileSync(join(dist, 'metafile.json'), JSON.stringify(inputs));
  for (const [alias, target] of Object.entries(aliases)) {
    rmSync(join(dist, alias), { force: true });
    symlinkSync(target, join(dist, alias));
  }
}

/**
 * Puts the map of a program into its last line, in a form of our own that src/bin/stack-traces.ts reads when a stack is
 * asked for: Node keeps the text of a program in memory, and of a map of the usual form a second copy.
 */
function packSourceMap(program) {
  const { sources, mappings } = JSON.parse(readFileSync(`${program}.map`, 'utf8'));
  const packed = deflateSync(JSON.stringify({ sources, mappings }), { level: 9 }).toString('base64');
  appendFileSync(program, `\n// source map: ${packed}\n`);
  rmSync(`${program}.map`);
}

const addonName = 'sd-notify.node';
const addonSource = 'node_modules/sd-notify/notify.cc';

/** As the bundler would tell it: the one file of a third party that goes into the addon. */
function addonMetafile() {
  const bytes = readFileSync(join(root, addonSource)).length;
  return {
    inputs: { [addonSource]: { bytes, imports: [] } },
    outputs: { [`dist/${addonName}`]: { inputs: { [addonSource]: { bytesInOutput: bytes } } } },
  };
}

/**
 * Compiled here, because npm's way of building it downloads the headers of Node. It fits the version of Node it was
 * built with; where it is missing or does not fit, the launcher speaks to systemd. MESOS_ADDON=required (packages):
 * a build without it fails.
 */
function buildAddon() {
  const output = join(dist, addonName);
  rmSync(output, { force: true });
  const headers = ['include/node', 'include/nodejs/src'].map((path) => join(process.execPath, '../..', path));
  const include = headers.find((path) => existsSync(join(path, 'node.h')));
  const missing = [
    existsSync(join(root, addonSource)) ? undefined : addonSource,
    include === undefined ? `node.h in ${headers.join(' or ')}` : undefined,
    existsSync('/usr/include/systemd/sd-daemon.h') ? undefined : 'systemd/sd-daemon.h',
  ].filter((what) => what !== undefined);
  if (missing.length > 0) {
    if (process.env.MESOS_ADDON !== 'required') return;
    throw new Error(`the addon sd-notify cannot be built without ${missing.join(', ')}`);
  }
  const flags = [
    '-std=gnu++20',
    '-O2',
    '-g',
    '-shared',
    '-fPIC',
    '-D_FORTIFY_SOURCE=2',
    '-Wl,-z,relro,-z,now',
  ];
  const extra = [...words(process.env.CXXFLAGS), ...words(process.env.LDFLAGS)];
  const files = [addonSource, '-o', output, '-lsystemd'];
  try {
    execFileSync(process.env.CXX ?? 'c++', [...flags, `-I${include}`, sourcePrefix, ...extra, ...files], {
      cwd: root,
      stdio: process.env.MESOS_ADDON === 'required' ? 'inherit' : 'ignore',
    });
  } catch (error) {
    if (process.env.MESOS_ADDON === 'required') throw error;
    rmSync(output, { force: true });
  }
}

function words(text) {
  return (text ?? '').split(' ').filter((word) => word !== '');
}

/** The directory of the build is told without its slash, and must not be in the debug information. */
const sourcePrefix = `-ffile-prefix-map=${root.replace(/\/$/, '')}=.`;

const examples = [
  'dynamic-reservation',
  'load-generator',
  'long-lived-framework',
  'no-executor-framework',
  'persistent-volume',
  'test-executor',
  'test-framework',
];

async function buildExamples() {
  await Promise.all(
    examples.map(async (name) => {
      const outfile = join(dist, 'examples', name);
      const entryPoints = [`src/examples/${name}.ts`];
      await bundle({ ...common, entryPoints, outfile, banner: { js: shebang }, minifySyntax: true });
      chmodSync(outfile, 0o755);
    }),
  );
}

/** Hardened as distributions do it; CC, CFLAGS and LDFLAGS of a package build are added last. */
function buildLauncher() {
  const folder = join(root, 'src/launcher');
  const sources = readdirSync(folder)
    .filter((name) => name.endsWith('.c'))
    .sort();
  if (sources.length === 0) return;
  const flags = ['-std=gnu17', '-O2', '-g', '-Wall', '-Wextra', '-Werror', '-D_FORTIFY_SOURCE=2'];
  const hardening = [
    '-fstack-protector-strong',
    '-fstack-clash-protection',
    '-fPIE',
    '-pie',
    '-Wl,-z,relro,-z,now',
  ];
  const version = `-DMESOS_VERSION="${manifest.version}"`;
  const output = ['-o', join(dist, 'mesos-launcher')];
  const files = sources.map((name) => join(folder, name));
  const extra = [...words(process.env.CFLAGS), ...words(process.env.LDFLAGS)];
  execFileSync(
    process.env.CC ?? 'cc',
    [...flags, ...hardening, version, sourcePrefix, ...extra, ...files, ...output],
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
  await bundle({
    ...common,
    entryPoints: entries(/\.(test|main)\.ts$/),
    outbase: 'test',
    outdir,
    outExtension: { '.js': '.cjs' },
  });
  await bundle({
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

/** The SDK as an npm package of its own, without dependencies: `npm pack ./dist/sdk`. */
async function buildSdk() {
  const folder = join(dist, 'sdk');
  rmSync(folder, { recursive: true, force: true });
  await bundle({
    ...common,
    format: 'esm',
    sourcemap: false,
    entryPoints: ['src/sdk/index.ts'],
    outfile: join(folder, 'index.js'),
  });
  execFileSync(
    process.execPath,
    [join(root, 'node_modules/typescript/bin/tsc'), '-p', 'src/sdk/tsconfig.types.json'],
    {
      cwd: root,
      stdio: 'inherit',
    },
  );
  const { version, license, author, engines } = manifest;
  const description = 'Clients of the scheduler and executor APIs of Mesos';
  const exports = { '.': { types: './types/sdk/index.d.ts', default: './index.js' } };
  const described = {
    name: 'mesos-sdk',
    version,
    description,
    license,
    author,
    engines,
    type: 'module',
    exports,
  };
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(described, null, 2)}\n`);
  copyFileSync(join(root, 'LICENSE'), join(folder, 'LICENSE'));
  copyFileSync(join(root, 'docs/sdk.md'), join(folder, 'README.md'));
}

mkdirSync(dist, { recursive: true });
// The sources are ES modules, so this package says "module"; what is built is not, and has no extension to tell.
writeFileSync(join(dist, 'package.json'), '{"type":"commonjs"}\n');
const started = performance.now();
if (process.argv[2] === 'tests') {
  await buildTests();
} else if (process.argv[2] === 'sdk') {
  await buildSdk();
} else {
  if (process.argv[2] !== 'programs') {
    buildLauncher();
    buildAddon();
  }
  await Promise.all([buildPrograms(), buildExamples()]);
}
const what = { tests: 'tests', sdk: 'dist/sdk', programs: 'mesos-master, mesos-agent, mesos, examples' };
const built = what[process.argv[2]] ?? 'mesos-master, mesos-agent, mesos, mesos-launcher, examples';
console.log(`built ${built} in ${((performance.now() - started) / 1000).toFixed(1)} s`);
