// What a daemon tells its service manager and when, with fakes; and the ways the messages go, with a real socket.
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { MesosError } from '../../src/base/errors.ts';
import type { Timers } from '../../src/base/ports.ts';
import { openNotifier, watchdogTimeoutMs } from '../../src/systemd/notify.ts';
import { Service } from '../../src/systemd/service.ts';
import { findUnitCgroup } from '../../src/systemd/unit-cgroup.ts';
import { eventually } from '../support/cluster.ts';
import { needs, program } from '../support/needs.ts';
import { silentLog } from '../support/silent-log.ts';

const test = suite('service manager');

const launcher = resolve('dist/mesos-launcher');
/** Runs what is due in its order, as time is moved. */
class MovedTime implements Timers {
  #nowMs = 0;
  #due: { readonly atMs: number; readonly action: () => void }[] = [];

  after(delayMs: number, action: () => void) {
    const entry = { atMs: this.#nowMs + delayMs, action };
    this.#due.push(entry);
    return {
      cancel: () => {
        this.#due = this.#due.filter((other) => other !== entry);
      },
    };
  }

  move(ms: number): void {
    const endMs = this.#nowMs + ms;
    for (;;) {
      const [next] = this.#due.filter(({ atMs }) => atMs <= endMs).sort((a, b) => a.atMs - b.atMs);
      if (next === undefined) break;
      this.#due = this.#due.filter((other) => other !== next);
      this.#nowMs = next.atMs;
      next.action();
    }
    this.#nowMs = endMs;
  }
}

function serve(options: { readonly timeoutMs?: number; readonly channel?: string | undefined } = {}) {
  const sent: string[] = [];
  const time = new MovedTime();
  const service = new Service({
    notifier: {
      channel: 'channel' in options ? options.channel : 'test',
      send: (message) => sent.push(message.join(' ')),
      close: async () => {},
    },
    timers: time,
    monotonicMicros: () => 1234n,
    watchdogTimeoutMs: options.timeoutMs,
  });
  const take = (): string[] => sent.splice(0);
  return { service, time, take };
}

test('a start asks for time again and again, but not for ever', () => {
  const { service, time, take } = serve();
  service.starting('recovering');
  assert.equal(take(), ['STATUS=recovering', 'EXTEND_TIMEOUT_USEC=60000000']);
  time.move(60_000);
  assert.equal(take(), Array(3).fill('EXTEND_TIMEOUT_USEC=60000000'));
  time.move(3_600_000);
  assert.is(take().length, 30 * 3 - 4);
  time.move(3_600_000);
  assert.equal(take(), []);
});

test('READY comes once; then the line when it is another one, once a second at most', () => {
  const { service, time, take } = serve();
  let line = 'a';
  service.starting('recovering');
  take();
  service.ready(() => line);
  assert.equal(take(), ['READY=1 STATUS=a']);
  time.move(10_000);
  assert.equal(take(), []);
  line = 'b';
  time.move(500);
  line = 'c';
  time.move(5000);
  assert.equal(take(), ['STATUS=c']);
});

test('signs of life are three times as frequent as needed, and go on while it stops', () => {
  const { service, time, take } = serve({ timeoutMs: 30_000 });
  service.ready(() => 'a');
  assert.equal(take(), ['READY=1 STATUS=a', 'WATCHDOG=1']);
  time.move(29_999);
  assert.equal(take(), ['WATCHDOG=1', 'WATCHDOG=1']);
  service.stopping('stopping');
  service.stopping('again');
  assert.equal(take(), ['STOPPING=1 STATUS=stopping']);
  time.move(30_000);
  assert.equal(take(), Array(3).fill('WATCHDOG=1'));
});

test('a reload is told from its begin to its end, also when it fails', () => {
  const { service, take } = serve();
  service.reload(() => assert.equal(take(), []));
  assert.equal(take(), [], 'before READY there is nothing to come back to');
  service.ready(() => 'a');
  take();
  service.reload(() => assert.equal(take(), ['RELOADING=1 MONOTONIC_USEC=1234']));
  assert.equal(take(), ['READY=1']);
  assert.throws(() =>
    service.reload(() => {
      throw new Error('no');
    }),
  );
  assert.equal(take(), ['RELOADING=1 MONOTONIC_USEC=1234', 'READY=1']);
});

test('a recovery that ends after the stop has begun does not say READY', () => {
  const { service, time, take } = serve({ timeoutMs: 1000 });
  service.starting('recovering');
  service.stopping('stopping');
  take();
  service.ready(() => 'a');
  time.move(100_000);
  assert.equal(take(), []);
});

test('without a manager nothing is sent and no timer runs', () => {
  const { service, time, take } = serve({ timeoutMs: 1000, channel: undefined });
  service.starting('recovering');
  service.ready(() => {
    throw new Error('nobody asks');
  });
  service.stopping('stopping');
  time.move(100_000);
  assert.equal(take(), []);
});

test('the watchdog is for the process it names', () => {
  assert.is(watchdogTimeoutMs({ WATCHDOG_USEC: '30000000', WATCHDOG_PID: '7' }, 7), 30_000);
  assert.is(watchdogTimeoutMs({ WATCHDOG_USEC: '500000' }, 7), 500);
  assert.is(watchdogTimeoutMs({ WATCHDOG_USEC: '500000', WATCHDOG_PID: '8' }, 7), undefined);
  for (const text of ['', '0', '-1', '1e6', 'soon'])
    assert.is(watchdogTimeoutMs({ WATCHDOG_USEC: text }, 7), undefined);
  assert.is(watchdogTimeoutMs({}, 7), undefined);
});

test('without NOTIFY_SOCKET there is no channel', () => {
  for (const env of [{}, { NOTIFY_SOCKET: '' }]) {
    assert.is(openNotifier({ env, addons: [], helpers: [launcher], log: silentLog }).channel, undefined);
  }
});

test('the addon is preferred where it loads; one that does not load is passed over', () => {
  const directory = mkdtempSync(join(tmpdir(), 'mesos-notify-'));
  try {
    const [broken, wrong, good] = ['broken.cjs', 'wrong.cjs', 'good.cjs'].map((name) =>
      join(directory, name),
    );
    writeFileSync(broken!, 'throw new Error("another version of Node")');
    writeFileSync(wrong!, 'module.exports = {}');
    writeFileSync(
      good!,
      `exports.sendState = (text) => require('fs').appendFileSync(${JSON.stringify(`${good}.out`)}, text + '|')`,
    );
    const env = { NOTIFY_SOCKET: '/nowhere' };
    const notifier = openNotifier({
      env,
      addons: ['/missing.node', broken!, wrong!, good!],
      helpers: [launcher],
      log: silentLog,
    });
    assert.is(notifier.channel, good);
    notifier.send(['READY=1', 'STATUS=two\nlines']);
    notifier.send([`STATUS=${'ä'.repeat(5000)}`]);
    const [first, second] = readFileSync(`${good}.out`, 'utf8').split('|');
    assert.is(first, 'READY=1\nSTATUS=two lines');
    assert.ok(Buffer.byteLength(second!) <= 4094 && /^STATUS=ä+$/.test(second!));
    assert.is(
      openNotifier({ env, addons: [broken!], helpers: [launcher], log: silentLog }).channel,
      launcher,
    );
    assert.is(
      openNotifier({ env, addons: [broken!], helpers: ['/missing'], log: silentLog }).channel,
      'systemd-notify',
    );
  } finally {
    rmSync(directory, { recursive: true });
  }
});

const receiver = `
import json, socket, sys
s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
s.bind(sys.argv[1].replace('@', '\\0', 1) if sys.argv[1][0] == '@' else sys.argv[1])
print('bound', flush=True)
while True: print(json.dumps(s.recv(65536).decode()), flush=True)
`;

/** Listens as a service manager does; gives each datagram. */
async function listen(name: string) {
  const child = spawn('python3', ['-c', receiver, name], { stdio: ['ignore', 'pipe', 'inherit'] });
  const lines: string[] = [];
  let rest = '';
  child.stdout.on('data', (chunk: Buffer) => {
    const parts = (rest + chunk.toString()).split('\n');
    rest = parts.pop() ?? '';
    lines.push(...parts);
  });
  await eventually('the receiver', () => lines[0] === 'bound');
  return {
    next: async (): Promise<string> => {
      const line = await eventually('a datagram', () => lines.length > 1 && lines.splice(1, 1)[0]);
      return JSON.parse(line) as string;
    },
    stop: () => child.kill('SIGKILL'),
  };
}

function helperPids(): number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => {
      try {
        return (
          pid > 0 &&
          readFileSync(`/proc/${pid}/comm`, 'utf8') === 'mesos-notify\n' &&
          readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ')[1] === String(process.pid)
        );
      } catch {
        return false;
      }
    });
}

for (const kind of ['a path', 'an abstract name']) {
  needs(test, [program('python3')], `the helper sends each message as one datagram, to ${kind}`, async () => {
    const directory = mkdtempSync(join(tmpdir(), 'mesos-notify-'));
    const name = kind === 'a path' ? join(directory, 'socket') : `@mesos-notify-test-${process.pid}`;
    const manager = await listen(name);
    try {
      const env = { NOTIFY_SOCKET: name };
      const notifier = openNotifier({ env, addons: [], helpers: ['/missing', launcher], log: silentLog });
      notifier.send(['READY=1', 'STATUS=first line']);
      notifier.send(['WATCHDOG=1']);
      assert.is(await manager.next(), 'READY=1\nSTATUS=first line');
      assert.is(await manager.next(), 'WATCHDOG=1');
      const [pid] = helperPids();
      // systemd stops all processes of a service at once; the last word is still to come.
      process.kill(pid!, 'SIGTERM');
      notifier.send(['STOPPING=1']);
      await notifier.close();
      assert.is(await manager.next(), 'STOPPING=1');
      assert.equal(helperPids(), []);
    } finally {
      manager.stop();
      rmSync(directory, { recursive: true });
    }
  });
}

needs(test, [program('python3')], 'a helper that was killed is started again', async () => {
  const name = `@mesos-notify-test-${process.pid}-again`;
  const manager = await listen(name);
  try {
    const notifier = openNotifier({
      env: { NOTIFY_SOCKET: name },
      addons: [],
      helpers: [launcher],
      log: silentLog,
    });
    notifier.send(['READY=1']);
    assert.is(await manager.next(), 'READY=1');
    const [killed] = helperPids();
    process.kill(killed!, 'SIGKILL');
    await eventually('another helper', () => {
      notifier.send(['WATCHDOG=1']);
      const [pid] = helperPids();
      return pid !== undefined && pid !== killed;
    });
    assert.is(await manager.next(), 'WATCHDOG=1');
    await notifier.close();
  } finally {
    manager.stop();
  }
});

test('the cgroup of a unit is what systemd says of an active one', async () => {
  const asked: string[] = [];
  const answer = (text: string) => async (args: readonly string[]) => {
    asked.push(args.join(' '));
    return text;
  };
  const find = (text: string) => findUnitCgroup('x.service', answer(text));
  assert.is(await find('ActiveState=active\nControlGroup=/a.slice/x.service\n'), 'a.slice/x.service');
  assert.is(await find('ControlGroup=/a.slice/x=y.service\nActiveState=active\n'), 'a.slice/x=y.service');
  assert.is(await find('ActiveState=inactive\nControlGroup=/a.slice/x.service\n'), undefined);
  assert.is(await find('ActiveState=inactive\nControlGroup=\n'), undefined);
  assert.is(await find(''), undefined);
  assert.is(asked[0], 'show --property=ActiveState,ControlGroup x.service');
  const silent = async (): Promise<string> => {
    throw new Error('no answer within 10 s');
  };
  try {
    await findUnitCgroup('x.service', silent);
    assert.unreachable();
  } catch (error) {
    assert.instance(error, MesosError);
    assert.is((error as MesosError).code, 'CGROUP_FAILED');
    assert.match((error as MesosError).message, /systemctl show .*x\.service failed: no answer within 10 s/);
  }
});

test.run();
