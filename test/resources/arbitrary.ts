// Random resources for property tests.
import * as fc from 'fast-check';
import type { Resource } from '../../src/protocol/messages.ts';
import { resourcesOf } from '../../src/resources/messages.ts';
import type { Resources } from '../../src/resources/resources.ts';

const owner: fc.Arbitrary<Partial<Resource>> = fc.constantFrom(
  {},
  { reservations: [{ type: 'STATIC' as const, role: 'web' }] },
  { reservations: [{ type: 'DYNAMIC' as const, role: 'web', principal: 'ops' }] },
  {
    reservations: [
      { type: 'STATIC' as const, role: 'web' },
      { type: 'DYNAMIC' as const, role: 'web/shop', labels: { labels: [{ key: 'k', value: 'v' }] } },
    ],
  },
  { revocable: {} },
  { allocation_info: { role: 'web' } },
  { provider_id: { value: 'p' } },
);

const amount: fc.Arbitrary<Resource> = fc.oneof(
  fc
    .tuple(fc.constantFrom('cpus', 'mem', 'disk'), fc.integer({ min: 0, max: 5_000_000 }))
    .map(
      ([name, thousandths]): Resource => ({ name, type: 'SCALAR', scalar: { value: thousandths / 1000 } }),
    ),
  fc.array(fc.integer({ min: 0, max: 40 }), { maxLength: 8 }).map((numbers): Resource => {
    const range = [...new Set(numbers)].map((number) => ({ begin: number, end: number }));
    return { name: 'ports', type: 'RANGES', ranges: { range } };
  }),
  fc
    .uniqueArray(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 4 })
    .map((item): Resource => ({ name: 'zones', type: 'SET', set: { item } })),
);

export const arbitraryMessage: fc.Arbitrary<Resource> = fc
  .tuple(amount, owner)
  .map(([left, right]) => ({ ...left, ...right }));

export const arbitraryResources: fc.Arbitrary<Resources> = fc
  .array(arbitraryMessage, { maxLength: 8 })
  .map(resourcesOf);
