// Old installations and the real programs: /etc of a mount namespace gets the files of former packages, and the
// daemons are started there as a unit starts them.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { needs, program, type Requirement, root } from '../support/needs.ts';

const test = suite<{ layout: string }>('config/old-install');

const overlay: Requirement = () => {
  const isKnown = /\boverlay$/m.test(readFileSync('/proc/filesystems', 'utf8'));
  return isKnown ? undefined : 'needs the file system overlay';
};
const requirements = [root, program('unshare'), overlay];

test.before.each((context) => {
  context.layout = mkdtempSync(join(tmpdir(), 'mesos-old-'));
});
test.after.each(({ layout }) => {
  rmSync(layout, { recursive: true });
});

function write(layout: string, name: string, text: string): void {
  const path = join(layout, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

/** Runs a program of dist/ with the layout laid over /etc; the mount is gone with the process. */
function run(
  layout: string,
  name: string,
  ...args: string[]
): { status: number | null; out: string; err: string } {
  const script = 'mount -t overlay -o "lowerdir=$1:/etc" overlay /etc && shift && exec "$@"';
  const words = ['-m', 'sh', '-c', script, 'sh', layout, resolve('dist', name), ...args];
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([key]) => !/^(MESOS|LIBPROCESS)_/.test(key)),
  );
  const result = spawnSync('unshare', words, { encoding: 'utf8', env, timeout: 60_000 });
  return { status: result.status, out: result.stdout, err: result.stderr };
}

const workDir = '--work_dir=/nonexistent';

needs(test, requirements, 'an agent with an old /etc/mesos/zk exits 78 and names it', ({ layout }) => {
  write(layout, 'mesos/zk', 'zk://localhost:2181/mesos\n');
  const { status, err } = run(layout, 'mesos-agent', workDir);
  assert.is(status, 78, err);
  assert.match(err, /^ {2}\/etc\/mesos\/zk: master: .*zk:\/\/ is not supported/m);
});

needs(test, requirements, 'a master with an old /etc/mesos/zk exits 78 and names it', ({ layout }) => {
  write(layout, 'mesos/zk', 'zk://localhost:2181/mesos\n');
  write(layout, 'default/mesos-master', 'PORT=5050\nZK=`cat /etc/mesos/zk`\n');
  const { status, err } = run(layout, 'mesos-master', workDir);
  assert.is(status, 78, err);
  assert.match(err, /\/etc\/default\/mesos-master:2 \(\/etc\/mesos\/zk\): ZK: ZooKeeper is not supported/);
});

needs(test, requirements, 'an agent with an old /etc/mesos-slave/master goes there', ({ layout }) => {
  write(layout, 'mesos-slave/master', '10.9.8.7:5050\n');
  write(layout, 'mesos-slave/?no-switch_user', '');
  for (const name of ['mesos-agent', 'mesos-slave']) {
    const { status, out, err } = run(layout, name, workDir, '--show-config');
    assert.is(status, 0, err);
    assert.match(out, /^master=10\.9\.8\.7:5050 +# \/etc\/mesos-slave\/master$/m);
    assert.match(out, /^switch_user=false +# \/etc\/mesos-slave\/\?no-switch_user$/m);
  }
});

test.run();
