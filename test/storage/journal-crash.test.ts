// The journal under random loads, faults and crashes: what is found again is a beginning of what was appended, and
// holds everything that was acknowledged.
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Journal } from '../../src/storage/journal.ts';
import { bytes } from './disk-contract.ts';
import { JournalRig } from './journal-rig.ts';

const seeds = Number(process.env['MESOS_TEST_SEEDS'] ?? 500);
const firstSeed = Number(process.env['MESOS_TEST_FIRST_SEED'] ?? 0);
const lives = 5;

const test = suite('journal crashes');

interface Seen {
  tornEnds: number;
  compactions: number;
  failures: number;
  lostRecords: number;
  acknowledged: number;
}

test(`${seeds} seeds`, () => {
  const seen: Seen = { tornEnds: 0, compactions: 0, failures: 0, lostRecords: 0, acknowledged: 0 };
  for (let seed = firstSeed; seed < firstSeed + seeds; seed += 1) {
    try {
      runSeed(seed, seen);
    } catch (error) {
      console.log(`replay with MESOS_TEST_FIRST_SEED=${seed} MESOS_TEST_SEEDS=1`);
      throw error;
    }
  }
  // A run in which nothing of this happened would prove nothing.
  if (seeds > 100)
    for (const [what, count] of Object.entries(seen)) assert.ok(count > 50, `${what}: ${count}`);
});

function runSeed(seed: number, seen: Seen): void {
  const rig = new JournalRig(seed);
  const chance = (probability: number): boolean => rig.random() < probability;
  /** Everything that may be on the disk, in order, and how much of it must be. */
  let history: string[] = [];
  let acknowledged = 0;
  let nextId = 0;

  for (let life = 0; life < lives; life += 1) {
    rig.disk.fault = () => undefined;
    const { journal, records, recovery } = rig.mustOpen();
    assert.equal(records, history.slice(0, records.length));
    assert.ok(records.length >= acknowledged, `${records.length} records of ${acknowledged} acknowledged`);
    if ((recovery?.tornBytes ?? 0) > 0) seen.tornEnds += 1;
    seen.lostRecords += history.length - records.length;
    history = [...records];
    acknowledged = history.length;

    const faultRate = chance(0.4) ? 0.01 : 0;
    rig.disk.fault = (operation) => {
      if (operation === 'read' || operation === 'close' || !chance(faultRate)) return undefined;
      return chance(0.5) ? 'EIO' : 'ENOSPC';
    };
    const steps = Math.floor(rig.random() * 120);
    let isCompacting = false;
    for (let step = 0; step < steps && journal.failure === undefined; step += 1) {
      const action = rig.random();
      if (action < 0.4) {
        for (let count = Math.floor(rig.random() * 4); count >= 0; count -= 1) {
          const position = history.length;
          history.push(recordOf(nextId, rig.random()));
          nextId += 1;
          appendOne(journal, history[position] ?? '', () => {
            assert.is(acknowledged, position, 'acknowledged in order');
            acknowledged += 1;
            seen.acknowledged += 1;
          });
        }
      } else if (action < 0.45 && !isCompacting) {
        isCompacting = true;
        journal.compact(history.map(bytes), (error) => {
          isCompacting = false;
          if (error === undefined) seen.compactions += 1;
        });
      } else {
        rig.completions.runOne();
      }
    }
    if (journal.failure !== undefined) seen.failures += 1;
    if (chance(0.2)) rig.completions.runAll();
    rig.crash({ keepCache: chance(0.3) });
  }
}

function appendOne(journal: Journal, record: string, acknowledge: () => void): void {
  journal.append(bytes(record), (error) => {
    if (error === undefined) acknowledge();
  });
}

function recordOf(id: number, size: number): string {
  return `${id}:${'MJFR'.repeat(Math.floor(size * 30))}`;
}

test.run();
