// What the steps of scripts/package share: the directories, the version, the time of the release, running commands.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url));

/** Runs a command; its output is shown only when it fails, which ends the script with status 1. */
export function run(command, args, options = {}) {
  const result = spawnSync(command, args, {
    encoding: 'utf8',
    maxBuffer: 64 << 20,
    ...options,
    env: { ...process.env, LC_ALL: 'C.UTF-8', TZ: 'UTC', ...options.env },
  });
  if (result.status === 0) return result.stdout ?? '';
  console.error(`${command} ${args.join(' ')}\n${result.stdout ?? ''}${result.stderr ?? ''}`);
  console.error(`failed: ${command}: ${result.error?.message ?? `status ${result.status ?? result.signal}`}`);
  process.exit(1);
}

/**
 * The version, which package.json, the spec and debian/changelog must agree on, and the time of the release: all
 * packages carry that of the changelogs, so that a source gives the same bytes whenever it is built.
 */
export function readRelease() {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const spec = readFileSync(join(root, 'packaging/rpm/mesos.spec'), 'utf8');
  const changelog = readFileSync(join(root, 'packaging/deb/changelog'), 'utf8');
  const said = {
    'packaging/rpm/mesos.spec': /^Version:\s*(\S+)/m.exec(spec)?.[1],
    'packaging/rpm/mesos.spec, %changelog': /^\* .* - ([^-\s]+)-\d+$/m.exec(spec)?.[1],
    'packaging/deb/changelog': /^mesos \(([^)-]+)-\d+\)/.exec(changelog)?.[1],
  };
  for (const [where, other] of Object.entries(said)) {
    if (other !== version) throw new Error(`package.json has version ${version}, ${where} ${other}`);
  }
  const day = /^\* \w+ (\w+ \d+ \d+) /m.exec(spec)?.[1];
  const epoch = Date.parse(`${day} 00:00:00 UTC`) / 1000;
  const other = Date.parse(/^ -- .*> {2}(.*)$/m.exec(changelog)?.[1] ?? '') / 1000;
  if (!(epoch > 0) || epoch !== other)
    throw new Error(`the newest changelog entries of RPM (${epoch}) and DEB (${other}) differ in their time`);
  return { version, epoch };
}

/** A deterministic tar.xz of `names` below `directory`. */
export function pack(archive, directory, names, epoch) {
  run(
    'tar',
    [
      '--create',
      '--xz',
      '--file',
      archive,
      '--sort=name',
      '--format=gnu',
      `--mtime=@${epoch}`,
      '--owner=0',
      '--group=0',
      '--numeric-owner',
      '--mode=u=rwX,go=rX',
      '--directory',
      directory,
      ...names,
    ],
    { env: { XZ_OPT: '-6 -T1' } },
  );
}
