// A directory that dnf installs into as if it were a machine: stub packages stand for the shell, systemd, Node and
// the C library, and note how the scriptlets call them.
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { must, namesIn } from './command.ts';

export interface StubPackage {
  readonly name: string;
  readonly version: string;
  readonly provides?: readonly string[] | undefined;
  /** Path to text; programs are recognized by their first line. */
  readonly files?: Readonly<Record<string, string>> | undefined;
  /** Paths among the files that are settings of an operator. */
  readonly settings?: readonly string[] | undefined;
  /** Directories of the real file system to take the place of the files. */
  readonly tree?: string | undefined;
}

/** Builds a package without any dependency into the directory. */
export function buildStub(stub: StubPackage, directory: string): string {
  const top = join(directory, '.build', stub.name);
  const tree = stub.tree ?? join(top, 'tree');
  for (const [path, text] of Object.entries(stub.files ?? {})) {
    mkdirSync(dirname(join(tree, path)), { recursive: true });
    writeFileSync(join(tree, path), text, { mode: text.startsWith('#!') ? 0o755 : 0o644 });
  }
  for (const path of [top, tree]) mkdirSync(path, { recursive: true });
  const settings = new Set(stub.settings);
  const files = Object.keys(stub.files ?? {}).map((path) =>
    settings.has(path) ? `%config(noreplace) ${path}` : path,
  );
  const spec = [
    `Name: ${stub.name}`,
    `Version: ${stub.version}`,
    'Release: 1',
    'Summary: Stands in for a package of a distribution',
    'License: Apache-2.0',
    'BuildArch: noarch',
    'AutoReqProv: no',
    ...(stub.provides ?? []).map((provide) => `Provides: ${provide}`),
    '%global debug_package %{nil}',
    '%global __os_install_post %{nil}',
    '%global _binaries_in_noarch_packages_terminate_build 0',
    '%description',
    'Stub.',
    '%install',
    `cp -a ${tree}/. %{buildroot}/`,
    '%files',
    ...(stub.tree === undefined ? files : ['/*']),
  ];
  writeFileSync(join(top, 'stub.spec'), `${spec.join('\n')}\n`);
  must('rpmbuild', ['-bb', '--quiet', '--define', `_topdir ${top}`, join(top, 'stub.spec')]);
  const [name] = namesIn(join(top, 'RPMS/noarch'), /\.rpm$/);
  const path = join(directory, String(name));
  copyFileSync(join(top, 'RPMS/noarch', String(name)), path);
  return path;
}

const note = (name: string): string => `#!/bin/sh\necho "${name} $*" >>/var/log/scriptlets\n`;

/** The tree of the package `system`: a shell, and programs that scriptlets call. */
export function makeSystemTree(tree: string): void {
  for (const name of [
    'usr/bin',
    'usr/sbin',
    'usr/lib/systemd',
    'usr/lib64',
    'etc/default',
    'var/log',
    'var/lib',
  ])
    mkdirSync(join(tree, name), { recursive: true });
  for (const name of ['bin', 'sbin', 'lib', 'lib64']) symlinkSync(`usr/${name}`, join(tree, name));
  cpSync('/bin/busybox', join(tree, 'usr/bin/busybox'));
  for (const name of ['sh', 'grep', 'echo', 'test', '[']) symlinkSync('busybox', join(tree, 'usr/bin', name));
  const programs: Record<string, string> = {
    'usr/bin/getent': '#!/bin/sh\ngrep "^$2:" /etc/$1\n',
    'usr/sbin/groupadd':
      '#!/bin/sh\necho "groupadd $*" >>/var/log/scriptlets\necho mesos:x:990: >>/etc/group\n',
    'usr/sbin/useradd':
      '#!/bin/sh\necho "useradd $*" >>/var/log/scriptlets\necho mesos:x:990:990::/var/lib/mesos:/usr/sbin/nologin >>/etc/passwd\n',
    'usr/lib/systemd/systemd-update-helper': note('systemd-update-helper'),
    'usr/bin/systemctl': note('systemctl'),
    'usr/bin/systemd-tmpfiles': note('systemd-tmpfiles'),
    'usr/bin/firewall-cmd': note('firewall-cmd'),
  };
  for (const [path, text] of Object.entries(programs)) writeFileSync(join(tree, path), text, { mode: 0o755 });
}

export class InstallRoot {
  readonly path: string;
  readonly #base: string;
  readonly #repositories: string;

  /** `repositories`: name to directory. */
  constructor(base: string, repositories: Readonly<Record<string, string>>) {
    this.path = join(base, 'root');
    this.#base = base;
    this.#repositories = join(base, 'yum.repos.d');
    mkdirSync(join(this.path, 'dev'), { recursive: true });
    must('mknod', ['-m', '666', join(this.path, 'dev/null'), 'c', '1', '3']);
    mkdirSync(join(this.path, 'etc'));
    writeFileSync(join(this.path, 'etc/passwd'), 'root:x:0:0::/root:/bin/sh\n');
    writeFileSync(join(this.path, 'etc/group'), 'root:x:0:\n');
    mkdirSync(this.#repositories);
    for (const [name, directory] of Object.entries(repositories)) {
      const text = `[${name}]\nname=${name}\nbaseurl=file://${directory}\ngpgcheck=0\n`;
      writeFileSync(join(this.#repositories, `${name}.repo`), text);
    }
    mkdirSync(join(base, 'bin'));
    const options = [
      `--installroot=${this.path}`,
      '--releasever=1',
      '--noplugins',
      `--setopt=reposdir=${this.#repositories}`,
      '--setopt=metadata_expire=0',
    ];
    const script = `#!/bin/sh\nexec /usr/bin/dnf ${options.join(' ')} "$@"\n`;
    writeFileSync(join(base, 'bin/dnf'), script, { mode: 0o755 });
  }

  /** Runs commands in which dnf works on this root and `/srv/packages/repo` is the given directory. */
  run(commands: string, repository = ''): string {
    const text = commands
      .replaceAll('/etc/yum.repos.d', this.#repositories)
      .replaceAll('/srv/packages/repo', repository);
    return must('bash', ['-euc', text], {
      env: { PATH: `${join(this.#base, 'bin')}:${process.env['PATH']}:/usr/sbin:/sbin` },
    });
  }

  read(path: string): string {
    return readFileSync(join(this.path, path), 'utf8');
  }

  write(path: string, text: string): void {
    mkdirSync(dirname(join(this.path, path)), { recursive: true });
    writeFileSync(join(this.path, path), text);
  }

  has(path: string): boolean {
    return existsSync(join(this.path, path));
  }

  /** What the scriptlets called since the last time, a line a call. */
  takeCalls(): string[] {
    const log = join(this.path, 'var/log/scriptlets');
    if (!existsSync(log)) return [];
    const lines = readFileSync(log, 'utf8').trim().split('\n');
    writeFileSync(log, '');
    return lines.filter((line) => line !== '');
  }

  /** Runs an installed program in the root, with this machine's Node. */
  program(command: string, args: readonly string[]): string {
    for (const line of must('ldd', [process.execPath]).split('\n')) {
      const library = /(\/\S+)/.exec(line)?.[1];
      if (library === undefined || this.has(library)) continue;
      mkdirSync(dirname(join(this.path, library)), { recursive: true });
      copyFileSync(library, join(this.path, library));
    }
    copyFileSync(process.execPath, join(this.path, 'usr/bin/node'));
    return must('chroot', [this.path, command, ...args]);
  }
}
