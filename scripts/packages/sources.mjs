// The two tarballs every source package is made of: the sources, and the files of third parties that the bundler
// reads. Nothing compiled is in either; the same tree gives the same bytes.
import { spawnSync } from 'node:child_process';
import {
  copyFileSync,
  cpSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { bundledFiles, licenceFiles, packageDirectory, updateSpec } from './third-party.mjs';
import { pack, root, run } from './work.mjs';

/** Not sources: what builds and tests leave behind, and what belongs to the repository alone. */
const leftOut = /^(dist|node_modules|\.cache|\.git|\.ci)(\/|$)|^\.git/;

/** Makes mesos-VERSION.tar.xz and mesos-VERSION-vendor.tar.xz in `directory`, and renews the generated spec lines. */
export function makeSources({ version, epoch }, directory) {
  const name = `mesos-${version}`;
  const tree = join(directory, 'build', name);
  for (const path of sourceFiles()) {
    mkdirSync(dirname(join(tree, path)), { recursive: true });
    cpSync(join(root, path), join(tree, path), { verbatimSymlinks: true });
  }
  // Built once here only to be told what is bundled.
  symlinkSync(join(root, 'node_modules'), join(tree, 'node_modules'));
  run('node', ['build.mjs', 'programs'], { cwd: tree });
  const spec = join(root, 'packaging/rpm/mesos.spec');
  const before = readFileSync(spec, 'utf8');
  const after = updateSpec(before, tree);
  if (after !== before) {
    writeFileSync(spec, after);
    console.log('packaging/rpm/mesos.spec: the lines about bundled packages changed');
  }
  copyFileSync(spec, join(tree, 'packaging/rpm/mesos.spec'));

  const vendored = join(directory, 'build', 'vendor');
  vendor(tree, vendored);
  const copyright = run('node', ['scripts/packages/third-party.mjs', 'copyright'], { cwd: tree });
  const archives = { source: `${name}.tar.xz`, vendor: `${name}-vendor.tar.xz` };
  const exclude = ['--exclude=./dist', `--exclude=${name}/dist`, `--exclude=${name}/node_modules`];
  pack(join(directory, archives.source), dirname(tree), [...exclude, name], epoch);
  pack(join(directory, archives.vendor), dirname(vendored), ['vendor'], epoch);
  return { ...archives, copyright: copyright.trim(), tree };
}

/** Files of the repository: what git knows or would know, else all that is there. */
function sourceFiles() {
  const listed = spawnSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 64 << 20,
  });
  const paths =
    listed.status === 0
      ? listed.stdout.split('\0')
      : readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((path) => !leftOut.test(path));
  return paths.filter((path) => {
    if (path === '' || leftOut.test(path)) return false;
    const found = lstatSync(join(root, path), { throwIfNoEntry: false });
    return found !== undefined && !found.isDirectory();
  });
}

/** Copies exactly the files that are bundled, and what says whose they are. */
function vendor(tree, target) {
  const files = bundledFiles(tree);
  const directories = [...new Set(files.map(packageDirectory))];
  const statements = directories.flatMap((directory) =>
    ['package.json', ...licenceFiles(join(tree, directory))].map((name) => join(directory, name)),
  );
  for (const path of new Set([...files, ...statements])) {
    const inside = path.slice(path.indexOf('node_modules/'));
    mkdirSync(dirname(join(target, inside)), { recursive: true });
    copyFileSync(join(tree, path), join(target, inside));
  }
}
