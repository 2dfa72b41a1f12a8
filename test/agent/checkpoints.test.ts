// Records as bytes, and the store on a real disk.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { decodeCheckpoint, encodeCheckpoint } from '../../src/agent/checkpoint-encoding.ts';
import { CheckpointJournal, checkpointPath } from '../../src/agent/checkpoint-journal.ts';
import type { CheckpointRecord } from '../../src/agent/checkpoints.ts';
import { MesosError } from '../../src/base/errors.ts';
import { NodeDisk } from '../../src/storage/node-disk.ts';
import { openJournal } from '../../src/storage/open-journal.ts';
import { randomOf } from '../support/random.ts';
import { silentLog } from '../support/silent-log.ts';
import { taskOf, testFramework } from './harness.ts';

const test = suite('checkpoints');

const ids = { frameworkId: 'f', taskId: 't' };
const uuid = new Uint8Array(16).fill(3);
const records: CheckpointRecord[] = [
  { type: 'agent', bootId: 'b', info: { hostname: 'h', id: { value: 's' } } },
  { type: 'framework', info: testFramework, pid: '' },
  { type: 'framework-shutdown', frameworkId: 'f' },
  { type: 'framework-removed', frameworkId: 'ü' },
  { type: 'launch', frameworkId: 'f', containerId: 'c', task: taskOf('t') },
  { type: 'kill', ...ids, cause: 'completion-time', requestedAtMs: 1_795_209_741_133.946, graceMs: 0 },
  {
    type: 'update',
    update: {
      framework_id: { value: 'f' },
      status: { task_id: { value: 't' }, state: 'TASK_RUNNING', uuid },
      timestamp: 1_795_209_741.133946,
      uuid,
    },
  },
  { type: 'acknowledged', ...ids, uuid },
  { type: 'forget' },
  {
    type: 'executor',
    frameworkId: 'f',
    kind: 'custom',
    containerId: 'c',
    info: { executor_id: { value: 'e' }, command: { value: './run' } },
    wasGivenTask: true,
  },
  { type: 'task', frameworkId: 'f', executorId: 'e', task: taskOf('t') },
  { type: 'connection', frameworkId: 'f', executorId: 'e', connection: { type: 'http' } },
  {
    type: 'connection',
    frameworkId: 'f',
    executorId: 'e',
    connection: { type: 'libprocess', pid: 'executor(1)@10.0.0.1:40000' },
  },
  { type: 'executor-ended', frameworkId: 'f', executorId: 'e' },
];

test('every record survives the way through bytes', () => {
  for (const record of records) assert.equal(decodeCheckpoint(encodeCheckpoint(record)), record);
});

test('bytes that are no record are an operating error, whatever they are', () => {
  const random = randomOf(5);
  for (const record of records) {
    const whole = encodeCheckpoint(record);
    for (let length = 0; length < whole.length; length += 1) {
      assert.throws(
        () => decodeCheckpoint(whole.subarray(0, length)),
        isCorrupt,
        `${record.type} cut at ${length}`,
      );
    }
    for (let count = 0; count < 200; count += 1) {
      const changed = whole.slice();
      changed[Math.floor(random() * changed.length)] = Math.floor(random() * 256);
      try {
        decodeCheckpoint(changed);
      } catch (error) {
        assert.ok(isCorrupt(error), String(error));
      }
    }
  }
  assert.throws(() => decodeCheckpoint(new Uint8Array([1, 0, 0, 0, 0, 0, 0, 0, 0, 7])), isCorrupt);
});

function isCorrupt(error: unknown): boolean {
  return error instanceof MesosError && error.code === 'STORAGE_CORRUPT';
}

interface Read {
  readonly error: MesosError | undefined;
  readonly records: readonly CheckpointRecord[];
  readonly unreadable: number;
}

const recover = (store: CheckpointJournal): Promise<Read> =>
  new Promise((resolve) =>
    store.recover((error, read, unreadable) => resolve({ error, records: read, unreadable })),
  );
const append = (store: CheckpointJournal, record: CheckpointRecord): Promise<MesosError | undefined> =>
  new Promise((resolve) => store.append(record, resolve));
const close = (store: CheckpointJournal): Promise<MesosError | undefined> =>
  new Promise((resolve) => store.close(resolve));

test('the store keeps records in order, over closing and compaction', async () => {
  const workDir = mkdtempSync(join(tmpdir(), 'mesos-checkpoints-'));
  try {
    const options = { disk: new NodeDisk(), path: checkpointPath(workDir), strict: true, log: silentLog };
    const first = new CheckpointJournal(options);
    assert.is((await append(first, records[0]!))?.code, 'STORAGE_FAILED', 'not open yet');
    assert.equal((await recover(first)).records, []);
    assert.equal(
      await Promise.all(records.map((record) => append(first, record))),
      records.map(() => undefined),
    );
    await close(first);
    const second = new CheckpointJournal(options);
    assert.equal((await recover(second)).records, records);
    const compacted = await new Promise((resolve) => second.compact(records.slice(0, 2), resolve));
    assert.is(compacted, undefined);
    await append(second, records[8]!);
    await close(second);
    const third = new CheckpointJournal(options);
    assert.equal((await recover(third)).records, [records[0], records[1], records[8]]);
    const rival = await recover(new CheckpointJournal(options));
    assert.is(rival.error?.code, 'STORAGE_FAILED', 'one owner');
    await close(third);
  } finally {
    rmSync(workDir, { recursive: true });
  }
});

test('a record of a newer version: an error, or left out with --no-strict', async () => {
  const workDir = mkdtempSync(join(tmpdir(), 'mesos-checkpoints-'));
  try {
    const disk = new NodeDisk();
    const path = checkpointPath(workDir);
    await new Promise<void>((resolve, reject) => {
      openJournal({ disk, path, kind: 'mesos agent', onRecord: () => {} }, (error, opened) => {
        if (opened === undefined) return reject(error);
        opened.journal.append(new Uint8Array([99]), () => {});
        opened.journal.append(encodeCheckpoint(records[0]!), () => opened.journal.close(() => resolve()));
      });
    });
    const strict = new CheckpointJournal({ disk, path, strict: true, log: silentLog });
    const refused = await recover(strict);
    assert.is(refused.error?.code, 'STORAGE_CORRUPT');
    assert.match(refused.error?.hint ?? '', /--no-strict/);
    await close(strict);
    const lenient = new CheckpointJournal({ disk, path, strict: false, log: silentLog });
    assert.equal(await recover(lenient), { error: undefined, records: [records[0]], unreadable: 1 });
    await close(lenient);
  } finally {
    rmSync(workDir, { recursive: true });
  }
});

test.run();
