import { spawn } from 'node:child_process';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  isAlive,
  ProcessTable,
  parseProcessStat,
  readProcessStat,
  readResidentBytes,
} from '../../../src/agent/containerizer/process-table.ts';

const test = suite('process table');

test('a program’s name may hold parentheses and spaces', () => {
  const text =
    '42 (a) b (c) S 1 42 40 0 -1 4194560 5 6 0 0 100 50 20 10 20 0 3 0 987654 1000 20 18446744073709551615 0';
  assert.equal(parseProcessStat(text), {
    pid: 42,
    state: 'S',
    session: 40,
    userSecs: 1.2,
    systemSecs: 0.6,
    threads: 3,
    startTime: 987654,
  });
  assert.is(parseProcessStat(''), undefined);
  assert.is(parseProcessStat('42 (half) S 1'), undefined);
});

test('this process is alive, with this start time only', async () => {
  const self = (await readProcessStat(process.pid))!;
  assert.is(await isAlive(self), true);
  assert.is(await isAlive({ pid: process.pid, startTime: self.startTime + 1 }), false);
  assert.is(await isAlive({ pid: 2 ** 22 + 1, startTime: 1 }), false);
  assert.ok((await readResidentBytes(process.pid))! > 1024 * 1024);
  assert.is(await readResidentBytes(2 ** 22 + 1), undefined);
});

test('a session has its members, and none once its leader’s pid is another’s', async () => {
  const child = spawn('sh', ['-c', 'sleep 60 & sleep 60 & echo ready; wait'], {
    detached: true,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  try {
    await new Promise((resolve) => child.stdout.once('data', resolve));
    const leader = (await readProcessStat(child.pid!))!;
    const members = await new ProcessTable().session(leader);
    assert.is(members.length, 3);
    const other = { pid: leader.pid, startTime: leader.startTime - 1 };
    assert.equal(await new ProcessTable().session(other), []);
  } finally {
    process.kill(-child.pid!, 'SIGKILL');
  }
});

test('a session younger than the last walk is found', async () => {
  const table = new ProcessTable();
  await table.snapshot();
  const child = spawn('sleep', ['60'], { detached: true, stdio: 'ignore' });
  try {
    await new Promise((resolve) => child.once('spawn', resolve));
    const leader = (await readProcessStat(child.pid!))!;
    const members = await table.session(leader, 3_600_000);
    assert.equal(
      members.map(({ pid }) => pid),
      [child.pid],
    );
  } finally {
    child.kill('SIGKILL');
  }
});

test('walks asked for at the same time are one, a later one is new', async () => {
  const table = new ProcessTable();
  const first = table.snapshot();
  assert.is(table.snapshot(), first);
  await first;
  assert.is.not(table.snapshot(), first);
});

test.run();
