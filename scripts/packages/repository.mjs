// Local repositories of the built packages, for dnf and for apt; unsigned, so apt needs [trusted=yes] and dnf
// --nogpgcheck.

import { linkSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { run } from './work.mjs';

/** Links the packages into an emptied directory. */
function fill(directory, packages) {
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(directory, { recursive: true });
  for (const path of packages) linkSync(path, join(directory, basename(path)));
}

export function makeRpmRepository(directory, packages, epoch) {
  fill(directory, packages);
  const fixed = [`--revision=${epoch}`, '--set-timestamp-to-revision', '--no-database', '--workers=1'];
  run('createrepo_c', ['--quiet', ...fixed, directory]);
}

export function makeDebRepository(directory, packages, epoch) {
  fill(directory, packages);
  const index = run('apt-ftparchive', ['packages', '.'], { cwd: directory });
  writeFileSync(join(directory, 'Packages'), index);
  writeFileSync(join(directory, 'Packages.gz'), gzipSync(index, { level: 9 }));
  const release = run(
    'apt-ftparchive',
    [
      '-o',
      'APT::FTPArchive::Release::Origin=mesos',
      '-o',
      'APT::FTPArchive::Release::Label=mesos',
      'release',
      '.',
    ],
    { cwd: directory },
  );
  const date = new Date(epoch * 1000).toUTCString().replace('GMT', '+0000');
  writeFileSync(join(directory, 'Release'), release.replace(/^Date: .*$/m, `Date: ${date}`));
}
