// The journal: what it acknowledges, what it finds again, and what it refuses.
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { MesosError } from '../../src/base/errors.ts';
import type { Journal } from '../../src/storage/journal.ts';
import { encodeHeader, headerBytes, maxRecordBytes } from '../../src/storage/journal-format.ts';
import { bytes } from './disk-contract.ts';
import { JournalRig, journalPath } from './journal-rig.ts';

const test = suite('journal');

/** Appends and notes the outcome under the record's text. */
function append(journal: Journal, records: readonly string[], outcomes: string[] = []): string[] {
  for (const record of records) {
    journal.append(bytes(record), (error) =>
      outcomes.push(error === undefined ? record : `${record}: ${error.code}`),
    );
  }
  return outcomes;
}

/** A rig whose journal was given these records one batch each, and was closed. */
function written(records: readonly string[]): JournalRig {
  const rig = new JournalRig();
  const { journal } = rig.mustOpen();
  for (const record of records) {
    append(journal, [record]);
    rig.completions.runAll();
  }
  journal.close(() => {});
  rig.completions.runAll();
  return rig;
}

test('a missing file and an empty one are a fresh journal', () => {
  const rig = new JournalRig();
  const first = rig.mustOpen();
  assert.equal(first.recovery, { isFresh: true, recordCount: 0, tornBytes: 0 });
  rig.crash();
  assert.is(rig.mustOpen().recovery?.isFresh, false);
  rig.crash();
  rig.disk.put(journalPath, new Uint8Array(0));
  assert.is(rig.mustOpen().recovery?.isFresh, true);
});

test('records come back in order, byte for byte', () => {
  const all = Uint8Array.from({ length: 256 }, (_, index) => index);
  const rig = new JournalRig();
  const { journal } = rig.mustOpen();
  const outcomes = append(journal, ['a', 'b', '', 'ü']);
  journal.append(all, () => {});
  rig.completions.runAll();
  assert.equal(outcomes, ['a', 'b', '', 'ü']);
  rig.crash();
  assert.equal(rig.mustOpen().records, ['a', 'b', '', 'ü', Buffer.from(all).toString('utf8')]);
});

test('records that come while a write is on its way share one write and one sync', () => {
  const rig = new JournalRig();
  const { journal } = rig.mustOpen();
  const syncs = rig.disk.counts.get('sync') ?? 0;
  const outcomes: string[] = [];
  append(journal, ['first'], outcomes);
  append(
    journal,
    Array.from({ length: 1000 }, (_, index) => `r${index}`),
    outcomes,
  );
  assert.equal(outcomes, []);
  rig.completions.runAll();
  assert.is(outcomes.length, 1001);
  assert.is(outcomes[1000], 'r999');
  assert.is((rig.disk.counts.get('sync') ?? 0) - syncs, 2);
});

test('nothing is acknowledged before its sync', () => {
  const rig = new JournalRig();
  const { journal } = rig.mustOpen();
  let isSynced = false;
  rig.disk.fault = (operation) => {
    if (operation === 'sync') isSynced = true;
    return undefined;
  };
  const outcomes = append(journal, ['a']);
  while (!isSynced) assert.ok(rig.completions.runOne());
  assert.equal(outcomes, []);
  rig.completions.runAll();
  assert.equal(outcomes, ['a']);
});

test('a barrier waits for what was appended before, and comes later also when nothing was', () => {
  const rig = new JournalRig();
  const { journal } = rig.mustOpen();
  const outcomes = append(journal, ['a', 'b']);
  journal.barrier(() => outcomes.push('barrier'));
  rig.completions.runAll();
  journal.barrier(() => outcomes.push('idle'));
  assert.equal(outcomes, ['a', 'b', 'barrier']);
  rig.completions.runAll();
  assert.equal(outcomes, ['a', 'b', 'barrier', 'idle']);
});

test('a torn last write is cut, wherever it was torn', () => {
  const whole = written(['one', 'two', 'three']).disk.bytesOf(journalPath);
  const kept = written(['one', 'two']).disk.bytesOf(journalPath).length;
  for (let size = kept + 1; size < whole.length; size += 1) {
    const rig = new JournalRig();
    rig.disk.put(journalPath, whole.slice(0, size));
    const { records, recovery, journal } = rig.mustOpen();
    assert.equal(records, ['one', 'two']);
    assert.is(recovery?.tornBytes, size - kept);
    assert.is(journal.sizeBytes, kept);
    append(journal, ['four']);
    rig.completions.runAll();
    rig.crash();
    assert.equal(rig.mustOpen().records, ['one', 'two', 'four']);
  }
});

test('a last write with zeros or rubbish in it is cut', () => {
  const kept = written(['one', 'two']).disk.bytesOf(journalPath).length;
  for (const damage of [
    (file: Buffer) => file.fill(0, kept),
    (file: Buffer) => file.fill(0xa5, kept + 6),
    (file: Buffer) => Buffer.concat([file.subarray(0, kept), Buffer.from('MJFRMJFRMJ')]),
    (file: Buffer) => Buffer.concat([file.subarray(0, kept), Buffer.alloc(100_000)]),
  ]) {
    const rig = written(['one', 'two', 'three']);
    rig.damage(damage);
    assert.equal(rig.mustOpen().records, ['one', 'two']);
  }
});

test('any changed byte before the last write is refused as damage, with what to do', () => {
  const whole = written(['one', 'two', 'three']).disk.bytesOf(journalPath);
  const kept = written(['one', 'two']).disk.bytesOf(journalPath).length;
  for (let index = headerBytes; index < kept; index += 1) {
    const rig = new JournalRig();
    const file = whole.slice();
    file[index] = (file[index] ?? 0) ^ 0x40;
    rig.disk.put(journalPath, file);
    const { error } = rig.open();
    assert.is(error?.code, 'STORAGE_CORRUPT', `byte ${index}`);
    assert.match(error?.hint ?? '', `mv ${journalPath} ${journalPath}.damaged`);
  }
});

test('more bad bytes than one write can leave are damage', () => {
  const rig = written(['one']);
  rig.damage((file) => Buffer.concat([file, Buffer.alloc(24 * 1024 * 1024)]));
  assert.is(rig.open().error?.code, 'STORAGE_CORRUPT');
});

test('a snapshot cut short is damage, not a torn write', () => {
  const rig = new JournalRig();
  const { journal } = rig.mustOpen();
  journal.compact([bytes('snapshot')], () => {});
  rig.completions.runAll();
  const size = rig.disk.bytesOf(journalPath).length;
  for (let cut = 1; cut < size - headerBytes; cut += 1) {
    const damaged = new JournalRig();
    damaged.disk.put(journalPath, rig.disk.bytesOf(journalPath).slice(0, size - cut));
    assert.is(damaged.open().error?.code, 'STORAGE_CORRUPT', `cut ${cut}`);
  }
});

test('frames of an older generation or another place are not taken for good ones', () => {
  const rig = new JournalRig();
  const { journal } = rig.mustOpen();
  append(journal, ['old', 'old']);
  rig.completions.runAll();
  const old = Buffer.from(rig.disk.bytesOf(journalPath));
  journal.compact([], () => {});
  rig.completions.runAll();
  append(journal, ['new']);
  rig.completions.runAll();
  const size = rig.disk.bytesOf(journalPath).length;
  rig.crash();
  rig.damage((file) => Buffer.concat([file, old.subarray(size)]));
  assert.equal(rig.mustOpen().records, ['new']);
  rig.crash();
  rig.damage((file) => Buffer.concat([file, file.subarray(headerBytes + 20)]));
  assert.equal(rig.mustOpen().records, ['new']);
});

test('another file, a damaged header, another kind and a newer format are told apart', () => {
  const refusal = (change: (file: Buffer) => Buffer): MesosError | undefined => {
    const rig = written(['one']);
    rig.damage(change);
    return rig.open().error;
  };
  const foreign = refusal(() => Buffer.from('SQLite format 3\0'.repeat(10)));
  assert.is(foreign?.code, 'STORAGE_CORRUPT');
  assert.match(foreign?.message ?? '', 'it is another kind of file');
  const short = refusal((file) => file.subarray(0, 10));
  assert.match(short?.message ?? '', 'shorter than the header');
  const damaged = refusal((file) => Buffer.from(file.fill('x', 20, 21)));
  assert.is(damaged?.code, 'STORAGE_CORRUPT');
  assert.match(damaged?.message ?? '', 'its header is damaged');
  const kind = refusal((file) => Buffer.concat([encodeHeader('mesos agent', 1), file.subarray(headerBytes)]));
  assert.is(kind?.code, 'STORAGE_INCOMPATIBLE');
  assert.match(kind?.message ?? '', 'is a mesos agent, not a test records');
  const newer = refusal((file) => {
    file.writeUInt32LE(2, 8);
    return file;
  });
  assert.is(newer?.code, 'STORAGE_INCOMPATIBLE');
  assert.match(newer?.message ?? '', 'format version 2, written by a newer Mesos');
});

test('a refused journal is left as it was, and its lock is free', () => {
  const rig = written(['one', 'two', 'three']);
  rig.damage((file) => file.fill(0xff, headerBytes + 30, headerBytes + 31));
  const before = rig.disk.bytesOf(journalPath);
  assert.is(rig.open().error?.code, 'STORAGE_CORRUPT');
  assert.equal(rig.disk.bytesOf(journalPath), before);
  rig.disk.put(journalPath, new Uint8Array(0));
  rig.mustOpen();
});

test('two daemons cannot open one journal', () => {
  const rig = new JournalRig();
  rig.mustOpen();
  const { error } = rig.open();
  assert.is(error?.code, 'STORAGE_FAILED');
  assert.match(error?.message ?? '', 'is in use by another process');
  rig.crash({ keepCache: true });
  rig.mustOpen();
});

for (const [operation, code, hint] of [
  ['append', 'ENOSPC', 'free space'],
  ['append', 'EIO', 'kernel log'],
  ['sync', 'EIO', 'kernel log'],
] as const) {
  test(`after ${code} on ${operation} every append fails, and nothing is tried again`, () => {
    const rig = new JournalRig();
    const { journal } = rig.mustOpen();
    append(journal, ['safe']);
    rig.completions.runAll();
    rig.disk.fault = (tried) => (tried === operation ? code : undefined);
    const outcomes = append(journal, ['a', 'b', 'c']);
    rig.completions.runAll();
    assert.equal(outcomes, ['a: STORAGE_FAILED', 'b: STORAGE_FAILED', 'c: STORAGE_FAILED']);
    rig.disk.fault = () => undefined;
    const writes = rig.disk.counts.get('append');
    const syncs = rig.disk.counts.get('sync');
    append(journal, ['late'], outcomes);
    journal.barrier((error) => outcomes.push(String(error?.code)));
    journal.compact([], (error) => outcomes.push(String(error?.code)));
    rig.completions.runAll();
    assert.equal(outcomes.slice(3), ['late: STORAGE_FAILED', 'STORAGE_FAILED', 'STORAGE_FAILED']);
    assert.is(rig.disk.counts.get('append'), writes);
    assert.is(rig.disk.counts.get('sync'), syncs);
    assert.match(journal.failure?.hint ?? '', hint);
    rig.crash();
    assert.ok(['safe', 'safe,a'].includes(rig.mustOpen().records.join()));
  });
}

test('what a failed sync left in the cache alone is durable after the next opening', () => {
  const rig = new JournalRig();
  const { journal } = rig.mustOpen();
  rig.disk.fault = (operation) => (operation === 'sync' ? 'EIO' : undefined);
  append(journal, ['doubtful']);
  rig.completions.runAll();
  rig.crash({ keepCache: true });
  rig.disk.fault = () => undefined;
  const second = rig.mustOpen();
  assert.equal(second.records, ['doubtful']);
  append(second.journal, ['next']);
  rig.completions.runAll();
  rig.crash();
  assert.equal(rig.mustOpen().records, ['doubtful', 'next']);
});

test('the queue is bounded, and usable again when it has drained', () => {
  const rig = new JournalRig();
  const { journal } = rig.mustOpen({ maxQueuedBytes: 10 });
  const outcomes = append(journal, ['12345', '67890', 'x']);
  assert.equal(outcomes, ['x: LIMIT_EXCEEDED']);
  rig.completions.runAll();
  append(journal, ['y'], outcomes);
  rig.completions.runAll();
  assert.equal(outcomes, ['x: LIMIT_EXCEEDED', '12345', '67890', 'y']);
});

test('a record of the largest size is taken, a larger one refused', () => {
  const rig = new JournalRig();
  const { journal } = rig.mustOpen();
  const outcomes: string[] = [];
  journal.append(new Uint8Array(maxRecordBytes + 1), (error) => outcomes.push(String(error?.code)));
  journal.append(new Uint8Array(maxRecordBytes).fill(65), (error) => outcomes.push(String(error?.code)));
  rig.completions.runAll();
  assert.equal(outcomes, ['LIMIT_EXCEEDED', 'undefined']);
  rig.crash();
  assert.is(rig.mustOpen().records[0]?.length, maxRecordBytes);
});

test('compaction replaces what came before and keeps what comes meanwhile', () => {
  const rig = new JournalRig();
  const { journal } = rig.mustOpen();
  const outcomes = append(journal, ['a', 'b', 'c']);
  journal.compact([bytes('snapshot of a b c')], () => outcomes.push('compacted'));
  append(journal, ['d', 'e'], outcomes);
  for (let step = 0; step < 8; step += 1) {
    rig.completions.runOne();
    append(journal, [`f${step}`], outcomes);
  }
  rig.completions.runAll();
  append(journal, ['g'], outcomes);
  rig.completions.runAll();
  assert.ok(outcomes.includes('compacted'));
  assert.equal(outcomes.filter((outcome) => outcome.startsWith('f')).length, 8);
  assert.equal(rig.disk.names(), [journalPath]);
  rig.crash();
  const appended = [0, 1, 2, 3, 4, 5, 6, 7].map((step) => `f${step}`);
  assert.equal(rig.mustOpen().records, ['snapshot of a b c', 'd', 'e', ...appended, 'g']);
});

test('a snapshot of many records is written in slices, between which other events run', () => {
  const rig = new JournalRig();
  const { journal } = rig.mustOpen();
  const writes = rig.disk.counts.get('append') ?? 0;
  const record = bytes('x'.repeat(1000));
  journal.compact(
    Array.from({ length: 2000 }, () => record),
    () => {},
  );
  rig.completions.runAll();
  assert.ok((rig.disk.counts.get('append') ?? 0) - writes >= 8);
  rig.crash();
  assert.is(rig.mustOpen().records.length, 2000);
});

test('compaction is suggested for a journal of several times its snapshot, and not below a size', () => {
  const rig = new JournalRig();
  const { journal } = rig.mustOpen({ compactionMinBytes: 1000 });
  assert.is(journal.shouldCompact, false);
  append(journal, ['x'.repeat(1000)]);
  rig.completions.runAll();
  assert.is(journal.shouldCompact, true);
  journal.compact([bytes('y'.repeat(500))], () => {});
  assert.is(journal.shouldCompact, false);
  rig.completions.runAll();
  append(journal, ['x'.repeat(1000)]);
  rig.completions.runAll();
  assert.is(journal.shouldCompact, false);
  append(journal, ['x'.repeat(1000)]);
  rig.completions.runAll();
  assert.is(journal.shouldCompact, true);
  rig.crash();
  assert.is(rig.mustOpen({ compactionMinBytes: 1000 }).journal.shouldCompact, true);
});

test('a compaction for which there is no space leaves the journal working', () => {
  const rig = new JournalRig();
  const { journal } = rig.mustOpen({ compactionMinBytes: 100 });
  const outcomes = append(journal, ['x'.repeat(200)]);
  rig.completions.runAll();
  rig.disk.fault = (operation, path) =>
    operation === 'append' && path.endsWith('.new') ? 'ENOSPC' : undefined;
  journal.compact([bytes('snapshot')], (error) => outcomes.push(`compaction: ${error?.code}`));
  append(journal, ['y'], outcomes);
  rig.completions.runAll();
  assert.equal(outcomes.slice(1).sort(), ['compaction: STORAGE_FAILED', 'y']);
  assert.is(journal.shouldCompact, false);
  assert.equal(rig.disk.names(), [journalPath]);
  rig.crash();
  assert.equal(rig.mustOpen().records, ['x'.repeat(200), 'y']);
});

test('a compaction that cannot put its file in place ends the journal', () => {
  const rig = new JournalRig();
  const { journal } = rig.mustOpen();
  rig.disk.fault = (operation) => (operation === 'syncDirectory' ? 'EIO' : undefined);
  const outcomes: string[] = [];
  journal.compact([bytes('snapshot')], (error) => outcomes.push(`compaction: ${error?.code}`));
  rig.completions.runAll();
  append(journal, ['y'], outcomes);
  assert.equal(outcomes, ['compaction: STORAGE_FAILED', 'y: STORAGE_FAILED']);
});

test('an append that fails during a compaction ends both', () => {
  const rig = new JournalRig();
  const { journal } = rig.mustOpen();
  const outcomes: string[] = [];
  journal.compact([bytes('snapshot')], (error) => outcomes.push(`compaction: ${error?.code}`));
  rig.disk.fault = (operation, path) => (operation === 'append' && path === journalPath ? 'EIO' : undefined);
  append(journal, ['y'], outcomes);
  rig.completions.runAll();
  assert.equal(outcomes, ['y: STORAGE_FAILED', 'compaction: STORAGE_FAILED']);
});

test('closing finishes what was begun and frees the lock', () => {
  const rig = new JournalRig();
  const { journal } = rig.mustOpen();
  const outcomes = append(journal, ['a', 'b']);
  journal.compact([bytes('a'), bytes('b')], () => outcomes.push('compacted'));
  journal.close((error) => outcomes.push(error === undefined ? 'closed' : error.message));
  append(journal, ['late'], outcomes);
  rig.completions.runAll();
  assert.equal(outcomes, ['late: STORAGE_FAILED', 'a', 'b', 'compacted', 'closed']);
  assert.equal(rig.mustOpen().records, ['a', 'b']);
});

test('errors while opening are told with the file and leave nothing held', () => {
  for (const operation of ['makeDirectory', 'lock', 'remove', 'open', 'read', 'append', 'sync'] as const) {
    const rig = written(['one']);
    rig.disk.fault = (tried) => (tried === operation ? 'EACCES' : undefined);
    const { error } = rig.open();
    assert.is(error?.code, 'STORAGE_FAILED', operation);
    assert.match(error?.message ?? '', journalPath);
    rig.disk.fault = () => undefined;
    rig.mustOpen();
  }
});

test.run();
