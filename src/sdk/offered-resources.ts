// What of an offer is still free: tasks take their resources out of it, in the form in which a launch must name them
// (allocated to the offer's role, reserved ones first). Revocable resources are left alone.
import { MesosError } from '../base/errors.ts';
import type { Offer, Resource } from '../protocol/messages.ts';
import { withKind } from '../resources/entry.ts';
import { readResources, toMessages } from '../resources/messages.ts';
import { Resources } from '../resources/resources.ts';
import { parseResourcesText } from '../resources/text.ts';

export class OfferedResources {
  readonly #role: string;
  #left: Resources;

  /** `defaultRole` is for frameworks without MULTI_ROLE, whose offers name none. */
  constructor(offer: Offer, defaultRole = '*') {
    const offered = readResources(offer.resources);
    this.#role = offer.allocation_info?.role ?? defaultRole;
    this.#left = offered instanceof Resources ? offered.unallocate() : Resources.none;
  }

  /** The amount of a scalar that is left, whatever it is reserved for. */
  amountOf(name: string): number {
    return this.#left.scalar(name);
  }

  /** Takes these amounts (messages, or text as `cpus:1;mem:128`); undefined, and nothing is taken, when they are not there. */
  take(wanted: readonly Resource[] | string | undefined): Resource[] | undefined {
    const read = typeof wanted === 'string' ? parseResourcesText(wanted) : readResources(wanted);
    if (!(read instanceof Resources)) throw new MesosError('CONFIG_INVALID', `${read.path}: ${read.message}`);
    const taken = takeFrom(this.#left, read.unallocate());
    if (taken === undefined) return undefined;
    this.#left = this.#left.subtract(taken);
    return toMessages(taken.allocate(this.#role));
  }
}

/** The wanted amounts out of what is available, from reserved resources where they suffice; undefined when they do not. */
function takeFrom(available: Resources, wanted: Resources): Resources | undefined {
  const usable = available.nonRevocable();
  const sources = [...usable.reserved().entries, ...usable.unreserved().entries];
  let taken = Resources.none;
  for (const entry of wanted.entries) {
    const source = sources.find(
      ({ kind }) => kind.name === entry.kind.name && usable.contains(Resources.of([withKind(entry, kind)])),
    );
    if (source === undefined) return undefined;
    taken = taken.add(Resources.of([withKind(entry, source.kind)]));
  }
  return taken;
}
