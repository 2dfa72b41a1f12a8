// The standalone detector: an address leads at once, a name as soon as it can be resolved, and again when it moves.
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { StandaloneDetector } from '../../src/election/detector.ts';
import { silentLog } from '../support/silent-log.ts';

const test = suite('election detector');
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

function detector(host: string, answers: (string | Error)[]) {
  const detected: (string | undefined)[] = [];
  const timers: (() => void)[] = [];
  const found = new StandaloneDetector({
    host,
    port: 5050,
    log: silentLog,
    timers: {
      after: (_delayMs, action) => {
        timers.push(action);
        return { cancel: () => timers.splice(0) };
      },
    },
    resolve: async () => {
      const answer = answers.shift();
      if (answer === undefined || answer instanceof Error) throw answer ?? new Error('no answer');
      return answer;
    },
  });
  found.start((master) => detected.push(master));
  return { found, detected, again: () => timers.shift()?.(), timers };
}

test('an address needs no resolver', () => {
  assert.equal(detector('10.0.0.1', []).detected, ['master@10.0.0.1:5050']);
});

test('a name is resolved, with retries, and again when it moves', async () => {
  const { detected, again } = detector('m.example', [new Error('later'), '10.0.0.1', '10.0.0.1', '10.0.0.2']);
  await turn();
  assert.equal(detected, []);
  for (let count = 0; count < 3; count += 1) {
    again();
    await turn();
  }
  assert.equal(detected, ['master@10.0.0.1:5050', 'master@10.0.0.2:5050']);
});

test('nothing is detected after stop', async () => {
  const { found, detected } = detector('m.example', ['10.0.0.1']);
  found.stop();
  await turn();
  assert.equal(detected, []);
});

test.run();
