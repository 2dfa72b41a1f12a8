// scripts/package: makes the packages of one format or of all. Started by the shell script, which installs tools.
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { debFiles, makeDebs } from './deb.mjs';
import { makeDebRepository, makeRpmRepository } from './repository.mjs';
import { makeBinaryRpms, makeSourceRpm } from './rpm.mjs';
import { makeSources } from './sources.mjs';
import { readRelease, root, run } from './work.mjs';

const usage = 'usage: scripts/package [rpm|deb|srpm|all] [--output=DIR] [--revision=N]';
let target = 'all';
let output = join(root, 'dist/packages');
let revision;
for (const argument of process.argv.slice(2)) {
  const [, name, value] = /^--(output|revision)=(.+)$/.exec(argument) ?? [];
  if (name === 'output') output = resolve(value);
  else if (name === 'revision' && /^\d+$/.test(value)) revision = Number(value);
  else if (['rpm', 'deb', 'srpm', 'all'].includes(argument)) target = argument;
  else {
    console.error(usage);
    process.exit(2);
  }
}

const release = { ...readRelease(), revision };
process.env.SOURCE_DATE_EPOCH = String(release.epoch);
mkdirSync(output, { recursive: true });
// Not below the repository: the builds must find nothing but what the source packages hold.
const work = mkdtempSync(join(tmpdir(), 'mesos-package-'));
process.on('exit', () => rmSync(work, { recursive: true, force: true }));

const started = performance.now();
const sources = makeSources(release, work);
const bill = run('node', ['scripts/packages/third-party.mjs', 'sbom'], { cwd: sources.tree });
publish(`mesos-${release.version}.spdx.json`, bill);
keep([sources.source, sources.vendor].map((name) => join(work, name)));
if (target !== 'deb') {
  replace(/\.src\.rpm$/);
  const [sourceRpm] = keep([makeSourceRpm(release, work, sources)]);
  if (target !== 'srpm') {
    replace(/(?<!\.src)\.rpm$/);
    makeRpmRepository(join(output, 'repo/rpm'), keep(makeBinaryRpms(sourceRpm, work)), release.epoch);
  }
}
if (target === 'deb' || target === 'all') {
  replace(/\.(deb|dsc|changes|buildinfo)$|\.(orig|debian).*\.tar\.xz$/);
  const directory = makeDebs(release, work, sources);
  const files = keep(debFiles(directory).map((name) => join(directory, name)));
  const packages = files.filter((path) => path.endsWith('.deb'));
  makeDebRepository(join(output, 'repo/deb'), packages, release.epoch);
}
for (const name of readdirSync(output).sort()) {
  const found = statSync(join(output, name));
  if (found.isFile()) console.log(`${String(found.size).padStart(9)} ${name}`);
}
console.log(`packages are in ${output}, made in ${((performance.now() - started) / 1000).toFixed(1)} s`);

/** Removes what an earlier run left of the same kind. */
function replace(pattern) {
  for (const name of readdirSync(output)) if (pattern.test(name)) rmSync(join(output, name));
}

/** Copies files to the output; returns where they are now. */
function keep(paths) {
  return paths.map((path) => {
    const kept = join(output, basename(path));
    rmSync(kept, { force: true });
    copyFileSync(path, kept);
    return kept;
  });
}

function publish(name, text) {
  writeFileSync(join(output, name), text);
}
