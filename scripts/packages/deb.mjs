// The Debian source and binary packages, by dpkg-buildpackage from the same tarballs as the RPMs.

import { spawnSync } from 'node:child_process';
import { copyFileSync, cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, run } from './work.mjs';

/** Makes the packages below `work`; returns the directory that holds them. */
export function makeDebs({ version, revision }, work, sources) {
  const directory = join(work, 'deb');
  const tree = join(directory, `mesos-${version}`);
  mkdirSync(tree, { recursive: true });
  const orig = join(directory, `mesos_${version}.orig.tar.xz`);
  const vendor = join(directory, `mesos_${version}.orig-vendor.tar.xz`);
  copyFileSync(join(work, sources.source), orig);
  copyFileSync(join(work, sources.vendor), vendor);
  run('tar', ['--extract', '--file', orig, '--directory', directory]);
  run('tar', ['--extract', '--file', vendor, '--directory', tree]);
  const debian = join(tree, 'debian');
  cpSync(join(root, 'packaging/deb'), debian, { recursive: true });
  const copyright = readFileSync(join(debian, 'copyright'), 'utf8');
  writeFileSync(
    join(debian, 'copyright'),
    copyright.replace('@VENDOR@', () => sources.copyright),
  );
  if (revision !== undefined) {
    const changelog = readFileSync(join(debian, 'changelog'), 'utf8');
    const trailer = /^ -- .*$/m.exec(changelog)?.[0];
    const entry = `mesos (${version}-${revision}) unstable; urgency=medium\n\n  * Built again.\n\n${trailer}\n\n`;
    writeFileSync(join(debian, 'changelog'), entry + changelog);
  }
  // A Node that apt did not install is no package; the build itself fails when it is missing.
  const isNodePackaged = spawnSync('dpkg-query', ['--show', 'nodejs']).status === 0;
  run('dpkg-buildpackage', ['--build=full', '-us', '-uc', ...(isNodePackaged ? [] : ['-d'])], {
    cwd: tree,
    env: { CFLAGS: '', CXXFLAGS: '', CPPFLAGS: '', LDFLAGS: '', DEB_BUILD_OPTIONS: '' },
  });
  return directory;
}

/** Names of what was built, of the kinds that others need; .changes and .buildinfo are for lintian. */
export function debFiles(directory) {
  return readdirSync(directory).filter((name) => /\.(deb|dsc|changes|buildinfo)$|\.tar\.xz$/.test(name));
}
