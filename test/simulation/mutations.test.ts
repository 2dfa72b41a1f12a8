// The simulator can fail: each of the deliberately broken variants is noticed by the rule that is there for it.
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { runSeed } from './cluster.ts';
import { Violation } from './history.ts';
import { mutations } from './mutations.ts';

const test = suite('the simulator notices');

/** Some breakages need a crash at the right moment. */
const maxSeeds = 60;

for (const { what, rules, mutation } of mutations) {
  test(what, () => {
    const noticed = new Map<string, number>();
    for (let seed = 1; seed <= maxSeeds; seed += 1) {
      const { failure } = runSeed({ seed, mutation });
      if (failure === undefined) continue;
      const by = failure instanceof Violation ? failure.rule : `${failure.stack}`;
      noticed.set(by, (noticed.get(by) ?? 0) + 1);
      if (rules.includes(by)) return;
    }
    assert.unreachable(`in ${maxSeeds} seeds: ${JSON.stringify([...noticed])}`);
  });
}

test.run();
