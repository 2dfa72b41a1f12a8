// The source RPM, and the binary RPMs by rebuilding it: exactly what a build system of a distribution does.
import { copyFileSync, mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, run } from './work.mjs';

/** Without these two builds differ in time and host name; distributions set the same in their macros. */
const reproducible = {
  source_date_epoch_from_changelog: '1',
  use_source_date_epoch_as_buildtime: '1',
  clamp_mtime_to_source_date_epoch: '1',
  _buildhost: 'reproducible',
};

/** Options of rpmbuild for a build below `top`; the macros of a build root stand in where the host has none. */
export function rpmOptions(top) {
  const isBuildRoot = run('rpm', ['--eval', '%{_unitdir}']).trim() !== '%{_unitdir}';
  const standIn = isBuildRoot ? [] : ['--load', join(root, 'packaging/rpm/stand-in.macros')];
  const defines = Object.entries({ ...reproducible, _topdir: top }).flatMap(([name, value]) => [
    '--define',
    `${name} ${value}`,
  ]);
  return [...standIn, ...defines];
}

/** Makes the source RPM in `work`; returns its path. */
export function makeSourceRpm({ epoch, revision }, work, sources) {
  const folder = join(work, 'rpm-sources');
  mkdirSync(folder, { recursive: true });
  for (const name of [sources.source, sources.vendor]) copyFileSync(join(work, name), join(folder, name));
  copyFileSync(join(root, 'packaging/systemd/sysusers.d/mesos.conf'), join(folder, 'mesos.sysusers.conf'));
  const spec = join(folder, 'mesos.spec');
  writeFileSync(spec, withRevision(readFileSync(join(root, 'packaging/rpm/mesos.spec'), 'utf8'), revision));
  for (const name of readdirSync(folder)) utimesSync(join(folder, name), epoch, epoch);
  // A source package holds its spec with all macros expanded: no directory of this build may be in them.
  const top = '/builddir/build';
  const places = ['--define', '_sourcedir .', '--define', `_srcrpmdir ${join(work, 'srpm')}`];
  run('rpmbuild', ['-bs', '--nodeps', ...rpmOptions(top), ...places, 'mesos.spec'], { cwd: folder });
  return only(join(work, 'srpm'));
}

/** Rebuilds a source RPM; returns the paths of the binary RPMs. */
export function makeBinaryRpms(sourceRpm, work) {
  const top = join(work, 'rpm-rebuild');
  mkdirSync(top, { recursive: true });
  // The host's RPM database knows nothing of what apt installed; the build itself fails on what is missing.
  run('rpmbuild', ['--rebuild', '--nodeps', ...rpmOptions(top), sourceRpm]);
  return readdirSync(join(top, 'RPMS'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.rpm'))
    .map((name) => join(top, 'RPMS', name))
    .sort();
}

function withRevision(spec, revision) {
  if (revision === undefined) return spec;
  return spec
    .replace(/^(Release:\s*)\d+/m, `$1${revision}`)
    .replace(/^(%changelog\n)(\* .* - \S+-)\d+$/m, `$1$2${revision}\n- Built again.\n\n$2$1`)
    .replace(/(- Built again\.\n\n\* .* - \S+-)%changelog$/m, '$11');
}

function only(directory) {
  const [name] = readdirSync(directory);
  return join(directory, name);
}
