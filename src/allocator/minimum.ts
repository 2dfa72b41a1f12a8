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

/** The sets of a framework's override; a sentence, in the original's words, when one is impossible. */
export function readMinimum(message: OfferFiltersMinAllocatableResources): MinimumSets | string {
  const sets: MinimumSet[] = [];
  for (const { quantities } of message.quantities ?? []) {
    const set: (readonly [string, number])[] = [];
    for (const [name, { value }] of Object.entries(quantities ?? {})) {
      const amount = toThousandths(value);
      if (amount === undefined) return `Invalid resource quantity for '${name}': ${whyNot(value)}`;
      set.push([name, amount]);
    }
    if (set.length === 0) return 'Resource quantities must contain at least one quantity';
    sets.push(set);
  }
  return sets;
}

function whyNot(value: number): string {
  if (Number.isNaN(value)) return 'NaN not supported';
  if (value < 0 && value !== Number.NEGATIVE_INFINITY) return 'Negative values not supported';
  return Number.isFinite(value) ? 'The value is too large' : 'Infinite values not supported';
}

export function reachesMinimum(resources: Resources, sets: MinimumSets): boolean {
  if (sets.length === 0) return true;
  for (const set of sets) {
    if (set.every(([name, thousandths]) => resources.quantity(name) >= thousandths)) return true;
  }
  return false;
}
