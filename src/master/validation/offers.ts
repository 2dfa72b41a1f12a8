// The offers an ACCEPT names: all outstanding, all of this framework, one agent, one role.
import type { OfferID } from '../../protocol/messages.ts';
import type { Framework, Model, Offer } from '../model.ts';
import { type Problem, problem } from './problem.ts';

export function validateOffers(
  ids: readonly OfferID[],
  framework: Framework,
  model: Pick<Model, 'offers' | 'agents'>,
): Problem | undefined {
  const invalid = (message: string): Problem => problem('offer_ids', message);
  if (ids.length === 0) return invalid('No offers specified');
  const seen = new Set<string>();
  for (const { value: id } of ids) {
    if (seen.has(id)) return invalid(`Duplicate offer ${id} in offer list`);
    seen.add(id);
  }
  let first: Offer | undefined;
  for (const { value: id } of ids) {
    const offer = model.offers.get(id);
    if (offer === undefined) return invalid(`Offer ${id} is no longer valid`);
    if (offer.framework !== framework) {
      return invalid(
        `Offer ${id} has invalid framework ${offer.framework.id} while framework ${framework.id} is expected`,
      );
    }
    first ??= offer;
    if (offer.role !== first.role) {
      return invalid(
        `Aggregated offers must be allocated to the same role. Offer ${id} is allocated to '${offer.role}', but another is allocated to '${first.role}'`,
      );
    }
    if (offer.agent !== first.agent) {
      return invalid(
        `Aggregated offers must belong to one single agent. Offer ${id} uses agent ${offer.agent.id} and agent ${first.agent.id}`,
      );
    }
  }
  return undefined;
}
