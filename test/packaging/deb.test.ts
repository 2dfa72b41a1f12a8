// The Debian packages as a maintainer and an operator meet them: checked by lintian, rebuilt offline from the source
// package, found by apt, installed, upgraded and purged by dpkg below a directory of its own. The whole machine is in
// test/vm.
import { chmodSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { needs, program, root } from '../support/needs.ts';
import { compiledFiles, listTree, must, namesIn, removeDirectory, run, scratchDirectory } from './command.ts';

const test = suite('deb');
const tools = [
  'dpkg-buildpackage',
  'dh',
  'lintian',
  'apt-ftparchive',
  'esbuild',
  'unshare',
  'systemd-sysusers',
];
const requirements = [root, ...tools.map(program)];
const check = (name: string, body: () => void): void => needs(test, requirements, name, body);

const scratch = scratchDirectory('deb');
const first = join(scratch, 'first');
test.after(() => removeDirectory(scratch));

const parts = ['mesos', 'mesos-common', 'mesos-master', 'mesos-agent'];

function deb(directory: string, name: string): string {
  const [found] = namesIn(directory, new RegExp(`^${name}_.*\\.deb$`));
  if (found === undefined) throw new Error(`there is no package ${name} in ${directory}`);
  return join(directory, found);
}

function control(directory: string, name: string): string {
  const target = join(scratch, 'control', name);
  removeDirectory(target);
  mkdirSync(dirname(target), { recursive: true });
  must('dpkg-deb', ['--control', deb(directory, name), target]);
  return target;
}

check('scripts/package makes source and binary packages and a repository', () => {
  const started = performance.now();
  must('scripts/package', ['deb', `--output=${first}`]);
  console.log(`FIGURE scripts/package deb: ${((performance.now() - started) / 1000).toFixed(1)} s`);
  for (const name of namesIn(first, /\.deb$/)) {
    const { size } = statSync(join(first, name));
    const installed = must('dpkg-deb', ['--field', join(first, name), 'Installed-Size']).trim();
    console.log(`FIGURE ${name}: ${size} bytes, installed ${installed} KB`);
    assert.ok(size < 5 << 20, `${name} is not below 5 MB`);
  }
  for (const name of parts) deb(first, name);
});

check('lintian finds nothing, and every override has its reason', () => {
  const [changes] = namesIn(first, /\.changes$/);
  const { status, stdout, stderr } = run('lintian', [
    '--allow-root',
    '--tag-display-limit',
    '0',
    join(first, String(changes)),
  ]);
  assert.is(stdout, '');
  assert.is(status, 0, stderr);
  for (const name of listTree('packaging/deb').filter((path) => path.endsWith('lintian-overrides'))) {
    const lines = readFileSync(join('packaging/deb', name), 'utf8').trim().split('\n');
    assert.ok(lines[0]?.startsWith('# '), `${name} does not begin with a reason`);
  }
});

check('rebuilds offline from the source package, to the same bytes', () => {
  const again = join(scratch, 'again');
  mkdirSync(again);
  const [dsc] = namesIn(first, /\.dsc$/);
  must('dpkg-source', ['--extract', join(first, String(dsc)), 'tree'], { cwd: again });
  const tree = join(again, 'tree');
  assert.equal(compiledFiles(tree), []);
  const flags = { CFLAGS: '', CPPFLAGS: '', LDFLAGS: '', SOURCE_DATE_EPOCH: '' };
  const node = run('dpkg-query', ['--show', 'nodejs']).status === 0 ? [] : ['-d'];
  // No network, no npm, and nothing of this repository to find on the way.
  must(
    'unshare',
    ['--net', 'env', '-u', 'SOURCE_DATE_EPOCH', 'dpkg-buildpackage', '-us', '-uc', '--build=full', ...node],
    {
      cwd: tree,
      env: flags,
    },
  );
  const names = namesIn(first, /\.(deb|dsc)$|^mesos_.*\.tar\.xz$/);
  assert.ok(names.length >= 8);
  for (const name of names) {
    const same = readFileSync(join(first, name)).equals(readFileSync(join(again, name)));
    assert.ok(same, `${name} differs between two builds`);
  }
});

check('dependencies, settings and scripts are what they should be', () => {
  for (const name of ['mesos-common', 'mesos-master', 'mesos-agent']) {
    const fields = readFileSync(join(control(first, name), 'control'), 'utf8');
    assert.match(fields, /^Depends: .*nodejs \(>= 20\.19\)/m);
    assert.match(fields, /^Breaks: mesos \(<< 2\)$/m);
    assert.match(fields, /^Replaces: mesos \(<< 2\)$/m);
  }
  const settings = readFileSync(join(control(first, 'mesos-agent'), 'conffiles'), 'utf8');
  assert.is(settings, '/etc/mesos/agent.yaml\n/etc/mesos/mesos-agent-env.sh\n');
  for (const name of ['mesos-master', 'mesos-agent']) {
    const directory = control(first, name);
    const scripts = namesIn(directory, /^(pre|post)(inst|rm)$/);
    const text = scripts.map((script) => readFileSync(join(directory, script), 'utf8')).join('\n');
    assert.not.match(text, /deb-systemd-invoke (re)?start|systemctl.* (re)?start|systemctl.* enable/);
    assert.match(text, new RegExp(`deb-systemd-invoke try-restart '${name}.service'`));
    assert.match(text, new RegExp(`deb-systemd-invoke stop ${name}.service`));
    // Only a removal may touch the containers.
    const lines = text.split('\n').filter((line) => line.includes('mesos-containers'));
    assert.ok(
      lines.every((line) => line.includes('deb-systemd-invoke stop mesos-agent.service mesos-containers')),
    );
  }
});

check('apt finds it in the local repository and installs all four', () => {
  const state = join(scratch, 'apt');
  for (const name of ['lists/partial', 'cache/archives/partial'])
    mkdirSync(join(state, name), { recursive: true });
  writeFileSync(
    join(state, 'status'),
    stubs()
      .map((stub) => `${stub}Status: install ok installed\n`)
      .join('\n'),
  );
  writeFileSync(join(state, 'list'), `deb [trusted=yes] file:${first}/repo/deb ./\n`);
  const options = Object.entries({
    'Dir::State::lists': join(state, 'lists'),
    'Dir::State::status': join(state, 'status'),
    'Dir::Cache': join(state, 'cache'),
    'Dir::Etc::sourcelist': join(state, 'list'),
    'Dir::Etc::sourceparts': '-',
    'Dir::Etc::preferencesparts': '-',
    'APT::Sandbox::User': 'root',
  }).flatMap(([name, value]) => ['-o', `${name}=${value}`]);
  must('apt-get', [...options, 'update']);
  const plan = must('apt-get', [...options, '--simulate', 'install', 'mesos']);
  const installed = [...plan.matchAll(/^Inst (\S+)/gm)].map(([, name]) => name).sort();
  assert.equal(installed, [...parts].sort());
});

/** Control fields of packages that stand for what every machine has, in the versions of this one. */
function stubs(): string[] {
  const architecture = must('dpkg', ['--print-architecture']).trim();
  const versions: Record<string, string> = {
    nodejs: process.version.slice(1),
    systemd: installedVersion('systemd'),
    ...Object.fromEntries(
      ['libc6', 'libgcc-s1', 'libstdc++6', 'libsystemd0'].map((name) => [name, installedVersion(name)]),
    ),
  };
  return Object.entries(versions).map(([name, version]) => {
    const rest = `Architecture: ${architecture}\nMaintainer: nobody <nobody@example.org>\nDescription: stub\n`;
    return `Package: ${name}\nVersion: ${version}\n${rest}`;
  });
}

function installedVersion(name: string): string {
  return String(/^Version: (.*)$/m.exec(must('dpkg-query', ['--status', name]))?.[1]);
}

/** A directory that dpkg takes for a machine; maintainer scripts run on this one and are told so by DPKG_ROOT. */
class DpkgRoot {
  readonly path: string;

  constructor(name: string) {
    this.path = join(scratch, name);
    for (const part of ['var/lib/dpkg/info', 'var/lib/dpkg/updates', 'var/lib/dpkg/triggers', 'etc', 'tmp'])
      mkdirSync(join(this.path, part), { recursive: true });
    for (const file of ['status', 'available']) writeFileSync(join(this.path, 'var/lib/dpkg', file), '');
    writeFileSync(join(this.path, 'etc/passwd'), 'root:x:0:0::/root:/bin/sh\n');
    writeFileSync(join(this.path, 'etc/group'), 'root:x:0:\n');
    this.dpkg('--install', ...stubs().map((fields) => this.build(fields, {})));
  }

  dpkg(...args: string[]): string {
    return must('dpkg', [`--root=${this.path}`, '--force-script-chrootless', '--force-confold', ...args]);
  }

  /** Builds a package of control fields and files; `/etc` files are settings. */
  build(fields: string, files: Readonly<Record<string, string>>): string {
    const name = String(/^Package: (\S+)/m.exec(fields)?.[1]);
    const tree = join(scratch, 'built', name);
    removeDirectory(tree);
    mkdirSync(join(tree, 'DEBIAN'), { recursive: true });
    writeFileSync(join(tree, 'DEBIAN/control'), fields);
    const settings = Object.keys(files).filter((path) => path.startsWith('/etc/'));
    if (settings.length > 0) writeFileSync(join(tree, 'DEBIAN/conffiles'), `${settings.join('\n')}\n`);
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(tree, path)), { recursive: true });
      writeFileSync(join(tree, path), text);
    }
    for (const path of listTree(tree)) {
      if (statSync(join(tree, path)).isDirectory()) chmodSync(join(tree, path), 0o755);
    }
    must('dpkg-deb', ['--root-owner-group', '--build', tree, `${tree}.deb`]);
    return `${tree}.deb`;
  }

  read(path: string): string {
    return readFileSync(join(this.path, path), 'utf8');
  }

  write(path: string, text: string): void {
    mkdirSync(dirname(join(this.path, path)), { recursive: true });
    writeFileSync(join(this.path, path), text);
  }

  /** All files but the records of dpkg and of debhelper's helpers. */
  files(): string[] {
    return listTree(this.path).filter(
      (path) =>
        !/^var\/lib\/(dpkg|systemd)\b/.test(path) &&
        !statSync(join(this.path, path), { throwIfNoEntry: false })?.isDirectory(),
    );
  }
}

let machine: DpkgRoot;
let before: string[];

check('installing makes the user and the directories, and enables nothing', () => {
  machine = new DpkgRoot('machine');
  before = machine.files();
  machine.dpkg('--install', ...parts.map((name) => deb(first, name)));
  assert.match(machine.read('etc/passwd'), /^mesos:.*:\/var\/lib\/mesos:\/usr\/sbin\/nologin$/m);
  const expected: Record<string, string> = {
    'etc/mesos/credentials': '40750',
    'etc/mesos/agent.d': '40755',
    'etc/mesos/master.yaml': '100644',
    'usr/lib/mesos/defaults/agent.yaml': '100644',
    'usr/lib/mesos/mesos-master': '100755',
    'usr/libexec/mesos/mesos-launcher': '100755',
    'usr/share/mesos/mesos.spdx.json': '100644',
    'var/lib/mesos': '40755',
  };
  for (const [path, mode] of Object.entries(expected)) {
    assert.is(statSync(join(machine.path, path)).mode.toString(8), mode, path);
  }
  assert.not.ok(listTree(machine.path).some((path) => path.includes('.wants/')));
  const version = must(process.execPath, [join(machine.path, 'usr/lib/mesos/mesos'), '--version']);
  assert.match(version, /^mesos 2\./);
});

check('an upgrade keeps settings; a purge leaves only what the operator made', () => {
  const higher = join(scratch, 'higher');
  must('scripts/package', ['deb', '--revision=2', `--output=${higher}`]);
  const edited = 'export MESOS_master=leader.example.org:5050\n';
  machine.write('etc/mesos/mesos-agent-env.sh', edited);
  machine.dpkg('--install', ...parts.map((name) => deb(higher, name)));
  assert.is(machine.read('etc/mesos/mesos-agent-env.sh'), edited);
  assert.match(machine.read('var/lib/dpkg/status'), /^Package: mesos-agent\n(?:.+\n)*Version: \S+-2$/m);
  // And back again.
  machine.dpkg('--install', ...parts.map((name) => deb(first, name)));
  assert.is(machine.read('etc/mesos/mesos-agent-env.sh'), edited);
  machine.write('var/lib/mesos/agent/state', 'kept\n');
  machine.dpkg('--purge', ...parts);
  const known = new Set(before);
  const left = machine.files().filter((path) => !known.has(path));
  assert.equal(
    left.filter((path) => !/^etc\/(passwd|group|g?shadow|\.pwd\.lock|.*-$)/.test(path)),
    ['var/lib/mesos/agent/state'],
  );
});

check('it takes the place of a former package, whose settings stay', () => {
  const worker = new DpkgRoot('worker');
  const settings: Record<string, string> = {
    '/etc/mesos/zk': 'zk://localhost:2181/mesos\n',
    '/etc/mesos-master/quorum': '1\n',
    '/etc/default/mesos-slave': '# nothing\n',
  };
  const fields =
    'Package: mesos\nVersion: 1.11.0-2.0.1\nArchitecture: all\nMaintainer: nobody <nobody@example.org>\n';
  const files = { ...settings, '/usr/sbin/mesos-master': 'old\n', '/usr/bin/mesos-execute': 'old\n' };
  worker.dpkg('--install', worker.build(`${fields}Description: the former package\n`, files));
  worker.write('etc/mesos/zk', 'zk://one.example.org:2181/mesos\n');
  const kept = Object.keys(settings).map((path) => [path, worker.read(path)] as const);
  worker.dpkg('--install', ...parts.map((name) => deb(first, name)));
  for (const [path, text] of kept) assert.is(worker.read(path), text, path);
  assert.match(worker.read('usr/sbin/mesos-master'), /^#!\/usr\/bin\/node\n/);
  assert.not.match(worker.read('var/lib/dpkg/status'), /1\.11\.0/);
});

test.run();
