// esbuild, from wherever there is one: the package of node_modules, or the program that a distribution ships.
// Both are given the same options, spelled as for the library; only those used by build.mjs are known here.
import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';

/** Options whose command line spelling is not the name in kebab-case with `=value`. */
const keyed = new Set(['define', 'banner', 'outExtension']);
const listed = new Set(['external']);
const unspelled = new Set(['entryPoints', 'absWorkingDir', 'metafile']);

/**
 * Returns `build(options)`, which writes the outputs and resolves to the metafile when one was asked for.
 * MESOS_ESBUILD names a program to use instead of the library; without either, `esbuild` on the PATH is taken.
 */
export async function loadBundler() {
  const program = process.env.MESOS_ESBUILD;
  if (program) return programBundler(program);
  const library = await import('esbuild').catch((error) => {
    if (error.code === 'ERR_MODULE_NOT_FOUND') return undefined;
    throw error;
  });
  if (library === undefined) return programBundler('esbuild');
  return async (options) => (await library.build(options)).metafile;
}

function programBundler(program) {
  return async (options) => {
    const meta = options.metafile ? `${options.outfile}.meta.json` : undefined;
    const args = [...options.entryPoints, ...commandLine(options)];
    if (meta) args.push(`--metafile=${meta}`);
    execFileSync(program, args, { cwd: options.absWorkingDir, stdio: 'inherit' });
    if (!meta) return undefined;
    const metafile = JSON.parse(readFileSync(meta, 'utf8'));
    rmSync(meta);
    return metafile;
  };
}

function commandLine(options) {
  return Object.entries(options).flatMap(([name, value]) => {
    if (unspelled.has(name)) return [];
    const flag = `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
    if (keyed.has(name)) return Object.entries(value).map(([key, each]) => `${flag}:${key}=${each}`);
    if (listed.has(name)) return value.map((each) => `${flag}:${each}`);
    return value === true ? [flag] : [`${flag}=${value}`];
  });
}
