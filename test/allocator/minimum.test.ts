import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { defaultMinimum, parseMinimum, reachesMinimum, readMinimum } from '../../src/allocator/minimum.ts';
import { resources } from './fixture.ts';

const test = suite('minimum');

test('reads the text of the flag', () => {
  assert.equal(parseMinimum('cpus:0.01|mem:32'), defaultMinimum);
  assert.equal(parseMinimum('cpus:1;mem:32|ports:2'), [
    [
      ['cpus', 1000],
      ['mem', 32000],
    ],
    [['ports', 2000]],
  ]);
  assert.equal(parseMinimum(''), []);
  for (const text of ['cpus', 'cpus:x', 'cpus:-1', ':1', 'cpus:1:2', 'cpus:[1-2]'])
    assert.type(parseMinimum(text), 'string');
});

test('one set is enough, all of it is needed', () => {
  const sets = parseMinimum('cpus:1;mem:32|ports:2|z:1');
  if (typeof sets === 'string') throw new Error(sets);
  assert.ok(reachesMinimum(resources('cpus:1;mem:32'), sets));
  assert.not(reachesMinimum(resources('cpus:9;mem:31.999'), sets));
  assert.ok(reachesMinimum(resources('ports:[5-6]'), sets));
  assert.not(reachesMinimum(resources('ports:[5-5]'), sets));
  assert.ok(reachesMinimum(resources('z:{a}'), sets));
  assert.ok(reachesMinimum(resources('cpus:0.5;cpus(a):0.5;mem:32'), sets), 'reserved or not');
  assert.ok(reachesMinimum(resources('disk:1'), []), 'an empty list wants nothing');
});

test('reads the override of a framework', () => {
  assert.equal(readMinimum({ quantities: [{ quantities: { cpus: { value: 2 } } }] }), [[['cpus', 2000]]]);
  assert.equal(readMinimum({}), []);
  assert.type(readMinimum({ quantities: [{ quantities: { cpus: { value: -2 } } }] }), 'string');
});

test.run();
