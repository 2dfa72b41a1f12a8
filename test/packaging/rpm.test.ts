// The RPMs as a distribution and an operator meet them: rebuilt offline from the source package, checked by rpmlint,
// installed, upgraded and erased by dnf. What only a real build root (mock) can show is listed in packaging/README.md.
import { copyFileSync, cpSync, mkdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { needs, program, root } from '../support/needs.ts';
import {
  compiledFiles,
  documented,
  listTree,
  must,
  namesIn,
  removeDirectory,
  run,
  scratchDirectory,
} from './command.ts';
import { buildStub, InstallRoot, makeSystemTree } from './install-root.ts';

const test = suite('rpm');
const tools = ['rpmbuild', 'rpmlint', 'dnf', 'createrepo_c', 'esbuild', 'busybox', 'unshare', 'cpio', 'bash'];
const requirements = [root, ...tools.map(program)];
const check = (name: string, body: () => void): void => needs(test, requirements, name, body);

const scratch = scratchDirectory('rpm');
const first = join(scratch, 'first');
const second = join(scratch, 'second');
const stubs = join(scratch, 'stubs');
const macros = 'packaging/rpm/stand-in.macros';
test.after(() => removeDirectory(scratch));

const units = ['mesos-master.service', 'mesos-agent.service', 'mesos-containers.service'];

function package_(directory: string, name: string): string {
  const [found] = namesIn(directory, new RegExp(`^${name}-\\d.*(?<!\\.src)\\.rpm$`));
  if (found === undefined) throw new Error(`there is no package ${name} in ${directory}`);
  return join(directory, found);
}

check('scripts/package makes source and binary packages and a repository', () => {
  const started = performance.now();
  must('scripts/package', ['rpm', `--output=${first}`]);
  console.log(`FIGURE scripts/package rpm: ${((performance.now() - started) / 1000).toFixed(1)} s`);
  for (const name of namesIn(first, /\.rpm$/)) {
    const { size } = statSync(join(first, name));
    const installed = name.endsWith('.src.rpm')
      ? ''
      : `, installed ${must('rpm', ['-qp', '--qf', '%{SIZE}', join(first, name)])} bytes`;
    console.log(`FIGURE ${name}: ${size} bytes${installed}`);
    assert.ok(size < 5 << 20, `${name} is not below 5 MB`);
  }
  for (const name of ['mesos', 'mesos-common', 'mesos-master', 'mesos-agent']) package_(first, name);
});

check('the source package holds nothing compiled and no package that is only for development', () => {
  const sources = join(scratch, 'sources');
  mkdirSync(sources);
  const [name] = namesIn(first, /\.src\.rpm$/);
  must('sh', ['-c', `rpm2cpio ${join(first, String(name))} | cpio -id --quiet`], { cwd: sources });
  for (const archive of namesIn(sources, /\.tar\.xz$/)) must('tar', ['-xf', archive], { cwd: sources });
  assert.equal(compiledFiles(sources), []);
  const vendored = listTree(join(sources, 'vendor/node_modules'));
  assert.ok(vendored.includes('winston/package.json'));
  for (const tool of ['esbuild', 'typescript', '@biomejs', 'uvu']) {
    assert.not.ok(vendored.includes(tool), `${tool} is vendored`);
  }
});

check('rebuilds offline with the esbuild of the distribution, to the same bytes', () => {
  mkdirSync(stubs);
  const version = (text: string): string => /\d+(\.\d+)+/.exec(text)?.[0] ?? '';
  const database = join(scratch, 'build-database');
  const wanted = [
    {
      name: 'nodejs',
      version: version(process.version),
      provides: [`nodejs(engine) = ${version(process.version)}`],
    },
    { name: 'esbuild', version: version(must('esbuild', ['--version'])) },
    { name: 'systemd-devel', version: '1', provides: ['pkgconfig(libsystemd)'] },
    ...['gcc', 'gcc-c++', 'glibc-devel', 'nodejs-devel', 'systemd-rpm-macros', 'firewalld-filesystem'].map(
      (name) => ({ name, version: '1' }),
    ),
  ];
  const built = wanted.map((stub) => buildStub(stub, join(scratch, 'build-stubs')));
  must('rpm', ['--dbpath', database, '--initdb']);
  must('rpm', ['--dbpath', database, '--justdb', '--install', ...built]);
  const top = join(scratch, 'rebuild');
  const [source] = namesIn(first, /\.src\.rpm$/);
  const options = ['--load', macros, '--define', `_topdir ${top}`, '--dbpath', database];
  // No network, no npm, and nothing of this repository to find on the way.
  must('unshare', ['--net', 'rpmbuild', '--rebuild', ...options, join(first, String(source))], {
    env: { NODE_PATH: '', MESOS_ESBUILD: '' },
  });
  const names = namesIn(first, /(?<!\.src)\.rpm$/);
  assert.is(names.length, 4);
  for (const name of names) {
    const folder = name.includes('.noarch.') ? 'noarch' : String(/\.(\w+)\.rpm$/.exec(name)?.[1]);
    const again = readFileSync(join(top, 'RPMS', folder, name));
    assert.ok(again.equals(readFileSync(join(first, name))), `${name} differs between two builds`);
  }
});

check('the source package is the same when it is made again', () => {
  must('scripts/package', ['srpm', `--output=${second}`]);
  for (const name of namesIn(first, /\.(src\.rpm|tar\.xz|json)$/)) {
    const same = readFileSync(join(first, name)).equals(readFileSync(join(second, name)));
    assert.ok(same, `${name} differs`);
  }
});

check('rpmlint finds nothing but what packaging/rpm/rpmlint.toml accepts', () => {
  const packages = namesIn(first, /\.rpm$/).map((name) => join(first, name));
  const { stdout } = run('rpmlint', ['--config', 'packaging/rpm/rpmlint.toml', ...packages]);
  assert.match(stdout, /^ 5 packages .* 0 errors, 0 warnings/m, stdout);
});

check('every program has a page of the manual', () => {
  const pages = ['mesos-common', 'mesos-master', 'mesos-agent'].flatMap((name) =>
    must('rpm', ['-qpl', package_(first, name)])
      .split('\n')
      .map((path) => /\/man\d\/(.+)\.gz$/.exec(path)?.[1])
      .filter((page) => page !== undefined),
  );
  for (const page of ['mesos.1', 'mesos-execute.1', 'mesos-master.8', 'mesos-agent.8', 'mesos-slave.8']) {
    assert.ok(pages.includes(page), `there is no ${page}`);
  }
});

check('what is bundled is provided, and nothing else is required of npm', () => {
  const provides = must('rpm', ['-qp', '--provides', package_(first, 'mesos-master')]);
  assert.match(provides, /^bundled\(npm\(winston\)\) = 3\./m);
  assert.match(provides, /^bundled\(npm\(cosmiconfig\)\) = 9\./m);
  assert.not.match(provides, /typescript|esbuild/);
  const requires = must('rpm', ['-qp', '--requires', package_(first, 'mesos-agent')]);
  assert.match(requires, /^nodejs\(engine\) >= 20\.19$/m);
  assert.match(requires, /^util-linux$/m);
  assert.not.match(requires, /npm\(/);
});

let machine: InstallRoot;
let before: string[];
const repository = join(scratch, 'repository');

function makeRuntimeStubs(): void {
  const tree = join(scratch, 'system-tree');
  makeSystemTree(tree);
  const needed = must('rpm', ['-qp', '--requires', package_(first, 'mesos-common')])
    .split('\n')
    .filter((line) => /^(lib[\w+]+\.so|rtld)/.test(line));
  const provides = [...needed, '/bin/sh', 'systemd', 'util-linux', 'shadow-utils', 'firewalld-filesystem'];
  buildStub({ name: 'system', version: '1', provides, tree }, stubs);
  const nodeVersion = process.version.slice(1);
  const engine = [`nodejs(engine) = ${nodeVersion}`];
  buildStub(
    { name: 'nodejs', version: nodeVersion, provides: engine, files: { '/usr/bin/node': '#!/bin/sh\n' } },
    stubs,
  );
  must('createrepo_c', ['--quiet', stubs]);
}

check('dnf installs it from the local repository, and neither enables nor starts anything', () => {
  makeRuntimeStubs();
  cpSync(join(first, 'repo/rpm'), repository, { recursive: true });
  machine = new InstallRoot(join(scratch, 'machine'), { stubs });
  machine.run('dnf -q -y install system nodejs');
  machine.takeCalls();
  before = listTree(machine.path);
  machine.run(documented('rpm install'), repository);
  const calls = machine.takeCalls();
  assert.ok(calls.includes('systemd-tmpfiles --create mesos.conf'), calls.join('\n'));
  assert.ok(calls.some((call) => call.startsWith('useradd ')));
  const told = calls.filter((call) => call.startsWith('systemd-update-helper'));
  assert.ok(told.every((call) => call.startsWith('systemd-update-helper install-system-units ')));
  for (const unit of units)
    assert.ok(
      told.some((call) => call.includes(unit)),
      `${unit} has no preset applied`,
    );
  assert.equal(
    calls.filter((call) => call.startsWith('systemctl ')),
    [],
  );
  assert.not.ok(listTree(machine.path).some((path) => path.includes('.wants/')));
});

check('files are where they belong, with owner and mode', () => {
  const expected: Record<string, string> = {
    'etc/mesos/agent.yaml': '100644 0',
    'etc/mesos/master.yaml': '100644 0',
    'etc/mesos/mesos-agent-env.sh': '100644 0',
    'etc/mesos/mesos-master-env.sh': '100644 0',
    'etc/mesos/agent.d': '40755 0',
    'etc/mesos/master.d': '40755 0',
    'etc/mesos/credentials': '40750 0',
    'usr/bin/mesos': '100755 0',
    'usr/bin/mesos-execute': '100755 0',
    'usr/sbin/mesos-master': '100755 0',
    'usr/sbin/mesos-agent': '100755 0',
    'usr/sbin/mesos-slave': '100755 0',
    'usr/lib/mesos/package.json': '100644 0',
    'usr/lib/mesos/defaults/agent.yaml': '100644 0',
    'usr/lib/mesos/defaults/master.yaml': '100644 0',
    'usr/libexec/mesos/mesos-launcher': '100755 0',
    'usr/lib/systemd/system/mesos-master.service': '100644 0',
    'usr/lib/systemd/system/mesos-agent.service': '100644 0',
    'usr/lib/systemd/system/mesos-slave.service': '100644 0',
    'usr/lib/systemd/system/mesos-containers.service': '100644 0',
    'usr/lib/systemd/system/mesos_executors.slice': '100644 0',
    'usr/lib/sysusers.d/mesos.conf': '100644 0',
    'usr/lib/tmpfiles.d/mesos.conf': '100644 0',
    'usr/lib/firewalld/services/mesos-master.xml': '100644 0',
    'usr/lib/firewalld/services/mesos-agent.xml': '100644 0',
    'usr/share/bash-completion/completions/mesos': '100644 0',
    'usr/share/mesos/mesos.spdx.json': '100644 0',
    'var/lib/mesos/agent': '40755 0',
    'var/lib/mesos/master': '40750 990',
  };
  for (const [path, wanted] of Object.entries(expected)) {
    const { mode, uid } = statSync(join(machine.path, path));
    assert.is(`${mode.toString(8)} ${uid}`, wanted, path);
  }
  // Former settings are owned by the packages, but not made.
  for (const path of ['etc/mesos/zk', 'etc/mesos-master', 'etc/mesos-slave', 'etc/default/mesos']) {
    assert.not.ok(machine.has(path), path);
  }
});

check('the installed programs start, and the agent looks for a master on its own machine', () => {
  assert.match(machine.program('/usr/bin/mesos', ['--version']), /^mesos 2\./);
  const config = machine.program('/usr/sbin/mesos-agent', ['--show-config']);
  assert.match(config, /^master=localhost:5050 .*\/usr\/lib\/mesos\/defaults\/agent\.yaml/m);
  machine.program('/usr/sbin/mesos-slave', ['--validate']);
  machine.program('/usr/sbin/mesos-master', ['--validate']);
  const head = machine.read('usr/lib/mesos/mesos-agent').split('\n', 1)[0];
  assert.is(head, '#!/usr/bin/node');
});

check('the bill of materials names the launcher and what is bundled', () => {
  const bill = JSON.parse(machine.read('usr/share/mesos/mesos.spdx.json')) as {
    readonly spdxVersion: string;
    readonly packages: readonly { readonly SPDXID: string; readonly name: string }[];
    readonly relationships: readonly Readonly<Record<string, string>>[];
  };
  assert.is(bill.spdxVersion, 'SPDX-2.3');
  const names = bill.packages.map(({ name }) => name);
  assert.ok(names.includes('program-mesos-launcher'));
  assert.ok(names.includes('winston'));
  const ids = new Set(['SPDXRef-DOCUMENT', ...bill.packages.map(({ SPDXID }) => SPDXID)]);
  assert.is(ids.size, bill.packages.length + 1, 'identifiers are not unique');
  for (const { spdxElementId, relatedSpdxElement } of bill.relationships) {
    assert.ok(ids.has(String(spdxElementId)) && ids.has(String(relatedSpdxElement)));
  }
});

check('an upgrade keeps settings, restarts the daemons and leaves the containers alone', () => {
  const edited = 'export MESOS_master=leader.example.org:5050\n';
  machine.write('etc/mesos/mesos-agent-env.sh', edited);
  machine.write('var/lib/mesos/agent/state', 'kept\n');
  const higher = join(scratch, 'higher');
  must('scripts/package', ['rpm', '--revision=2', `--output=${higher}`]);
  rmSync(repository, { recursive: true });
  cpSync(join(higher, 'repo/rpm'), repository, { recursive: true });
  machine.run(documented('rpm upgrade'));
  const installed = must('rpm', ['--root', machine.path, '-q', 'mesos', 'mesos-agent', 'mesos-common']);
  assert.is(installed.match(/-2\.(noarch|x86_64|\w+)$/gm)?.length, 3, installed);
  assert.is(machine.read('etc/mesos/mesos-agent-env.sh'), edited);
  const told = machine.takeCalls().filter((call) => /^(systemd-update-helper|systemctl)/.test(call));
  assert.equal(told.sort(), [
    'systemd-update-helper mark-restart-system-units mesos-agent.service',
    'systemd-update-helper mark-restart-system-units mesos-master.service',
  ]);
  // And back again.
  const packages = namesIn(first, /(?<!\.src)\.rpm$/).map((name) => join(first, name));
  must('rpm', ['--root', machine.path, '--upgrade', '--oldpackage', ...packages]);
  assert.is(machine.read('etc/mesos/mesos-agent-env.sh'), edited);
  machine.takeCalls();
});

check('removing it stops the units and leaves only what the operator made', () => {
  machine.run(documented('rpm remove'));
  const told = machine.takeCalls().filter((call) => /^(systemd-update-helper|systemctl)/.test(call));
  assert.ok(told.every((call) => call.startsWith('systemd-update-helper remove-system-units ')));
  for (const unit of units)
    assert.ok(
      told.some((call) => call.includes(unit)),
      `${unit} is not stopped`,
    );
  const known = new Set(before);
  const left = listTree(machine.path).filter((path) => {
    if (known.has(path) || /^(var\/(log|cache|lib\/(dnf|rpm))|usr\/lib\/sysimage)/.test(path)) return false;
    return statSync(join(machine.path, path)).isFile();
  });
  const fromNode = left.filter((path) => /^(usr\/)?lib(64)?\//.test(path));
  assert.equal(
    left.filter((path) => !fromNode.includes(path)),
    ['etc/mesos/mesos-agent-env.sh.rpmsave', 'var/lib/mesos/agent/state'],
  );
});

check('it takes the place of a former package, whose settings stay', () => {
  const former: Record<string, string> = {
    '/etc/mesos/zk': 'zk://localhost:2181/mesos\n',
    '/etc/mesos/mesos-slave-env.sh': '# nothing\n',
    '/etc/mesos-master/quorum': '1\n',
    '/etc/mesos-master/work_dir': '/var/lib/mesos\n',
    '/etc/mesos-slave/work_dir': '/var/lib/mesos\n',
    '/etc/default/mesos': 'LOGS=/var/log/mesos\n',
    '/etc/default/mesos-master': 'PORT=5050\n',
    '/etc/default/mesos-slave': '# nothing\n',
  };
  const repositories = join(scratch, 'former');
  const files = {
    ...former,
    '/usr/sbin/mesos-slave': '#!/bin/sh\n',
    '/usr/bin/mesos-execute': '#!/bin/sh\n',
  };
  buildStub({ name: 'mesos', version: '1.11.0', files, settings: Object.keys(former) }, repositories);
  must('createrepo_c', ['--quiet', repositories]);
  const worker = new InstallRoot(join(scratch, 'worker'), { stubs, former: repositories });
  worker.run('dnf -q -y install mesos system nodejs');
  worker.write('etc/mesos/mesos-slave-env.sh', 'export MESOS_master=leader.example.org:5050\n');
  worker.write('etc/mesos/zk', 'zk://one.example.org:2181/mesos\n');
  // A file of the operator's own: no package ever had it.
  worker.write('etc/mesos-slave/attributes', 'rack:7\n');
  const kept = [...Object.keys(former), 'etc/mesos-slave/attributes'].map(
    (path) => [path, worker.read(path)] as const,
  );
  copyFileSync(
    join(scratch, 'machine/yum.repos.d/mesos.repo'),
    join(scratch, 'worker/yum.repos.d/mesos.repo'),
  );
  worker.run(documented('rpm upgrade'));
  const installed = must('rpm', ['--root', worker.path, '-qa', 'mesos*']);
  assert.is(installed.trim().split('\n').length, 4, installed);
  for (const [path, text] of kept) assert.is(worker.read(path), text, path);
  assert.not.ok(worker.read('usr/sbin/mesos-slave').startsWith('#!/bin/sh'));
  // Without the ensemble, which this version does not know, it finds the master its old file names.
  rmSync(join(worker.path, 'etc/mesos/zk'));
  const config = worker.program('/usr/sbin/mesos-slave', ['--show-config']);
  assert.match(config, /^master=leader\.example\.org:5050 .*mesos-slave-env\.sh/m);
  worker.run(documented('rpm remove'));
  for (const [path, text] of kept) {
    if (path !== '/etc/mesos/zk') assert.is(worker.read(path), text, `${path} after the removal`);
  }
});

test.run();
