// The smallest offers worth making: `--min_allocatable_resources` and a framework's override in `offer_filters`.
// Resources are worth offering when they reach one of the sets; an empty list makes everything worth it.
import type { OfferFiltersMinAllocatableResources } from '../protocol/messages.ts';
import type { Resources } from '../resources/resources.ts';
import { toThousandths } from '../resources/thousandths.ts';

/** Names and thousandths that must all be reached; numbers of ranges and items of sets count a thousand each. */
export type MinimumSet = readonly (readonly [name: string, thousandths: number])[];
export type MinimumSets = readonly MinimumSet[];

/** The default of the flag. */
export const defaultMinimum: MinimumSets = [[['cpus', 10]], [['mem', 32000]]];

/** Parses `cpus:0.01|mem:32` (`|` is or, `;` is and); a sentence when it cannot. */
export function parseMinimum(text: string): MinimumSets | string {
  const sets: MinimumSet[] = [];
  for (const alternative of text.split('|')) {
    if (alternative.trim() === '') continue;
    const set: (readonly [string, number])[] = [];
    for (const part of alternative.split(';')) {
      if (part.trim() === '') continue;
      const [name = '', value = '', ...rest] = part.split(':').map((piece) => piece.trim());
      const amount = /^(\d+\.?\d*|\.\d+)$/.test(value) ? toThousandths(Number(value)) : undefined;
      if (name === '' || amount === undefined || rest.length > 0)
        return `expecting name:number, got '${part.trim()}'`;
      set.push([name, amount]);
    }
    sets.push(set);
  }
  return sets;
}

/** The sets of a framework's override; a sentence when an amount is impossible. */
export function readMinimum(message: OfferFiltersMinAllocatableResources): MinimumSets | string {
  const sets: MinimumSet[] = [];
  for (const { quantities } of message.quantities ?? []) {
    const set: (readonly [string, number])[] = [];
    for (const [name, { value }] of Object.entries(quantities ?? {})) {
      const amount = toThousandths(value);
      if (amount === undefined) return `the quantity of '${name}' is not a number from 0`;
      set.push([name, amount]);
    }
    sets.push(set);
  }
  return sets;
}

export function reachesMinimum(resources: Resources, sets: MinimumSets): boolean {
  if (sets.length === 0) return true;
  for (const set of sets) {
    if (set.every(([name, thousandths]) => resources.quantity(name) >= thousandths)) return true;
  }
  return false;
}
