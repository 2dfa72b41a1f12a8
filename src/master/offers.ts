// Outstanding offers. Every offer ends in exactly one way: its resources are used, or they go back to the
// allocator; an offer that is only deleted would lose its agent's resources for ever.

import { parseUpid } from '../libprocess/upid.ts';
import type { Filters, Offer as OfferMessage } from '../protocol/messages.ts';
import { toMessages } from '../resources/messages.ts';
import type { Resources } from '../resources/resources.ts';
import type { Core } from './core.ts';
import type { Agent, Framework, Offer } from './model.ts';
import { sendEvent } from './status.ts';

/** Registers an offer of resources that the allocator has booked. */
export function addOffer(
  core: Core,
  framework: Framework,
  agent: Agent,
  role: string,
  resources: Resources,
): Offer {
  const id = `${core.config.id}-O${core.model.nextOffer++}`;
  const offer: Offer = { id, framework, agent, role, resources };
  if (core.config.offerTimeoutMs !== undefined) {
    offer.timer = core.after(core.config.offerTimeoutMs, () => {
      if (core.model.offers.get(id) === offer) rescindOffer(core, offer);
    });
  }
  core.model.offers.set(id, offer);
  framework.offers.add(offer);
  agent.offers.add(offer);
  agent.offered = agent.offered.add(resources);
  return offer;
}

/** Deletes an offer; what becomes of its resources is the caller's duty. */
export function takeOffer(core: Core, offer: Offer): void {
  core.model.offers.delete(offer.id);
  offer.framework.offers.delete(offer);
  offer.agent.offers.delete(offer);
  offer.agent.offered = offer.agent.offered.subtract(offer.resources);
  offer.timer?.cancel();
}

/** Ends an offer and gives its resources back, refused for a while when there are filters. */
export function discardOffer(core: Core, offer: Offer, filters?: Filters): void {
  takeOffer(core, offer);
  const { framework, agent, resources } = offer;
  core.allocator.recoverResources(framework.id, agent.id, resources, filters, core.clock.now());
}

/** Ends an offer that its framework must not use any more, and tells it; with filters it is not offered it again soon. */
export function rescindOffer(core: Core, offer: Offer, filters?: Filters): void {
  discardOffer(core, offer, filters);
  offer.framework.metrics.offersRescinded += 1;
  sendEvent(offer.framework, { type: 'RESCIND', rescind: { offer_id: { value: offer.id } } });
}

/** What is shown of an offer and of those it concerns, which may be views. */
interface ShownOffer extends Pick<Offer, 'id' | 'role' | 'resources'> {
  readonly framework: Pick<Framework, 'id' | 'capabilities'>;
  readonly agent: Pick<Agent, 'id' | 'info' | 'pid' | 'executors'>;
}

/** The offer in the form its framework understands. */
export function offerMessage({ id, framework, agent, role, resources }: ShownOffer): OfferMessage {
  const isMultiRole = framework.capabilities.has('MULTI_ROLE');
  const format = framework.capabilities.has('RESERVATION_REFINEMENT') ? 'post' : 'pre';
  const shown = (isMultiRole ? resources : resources.unallocate()).filter(
    (kind) => kind.name !== 'ephemeral_ports',
  );
  const { hostname, attributes, domain } = agent.info;
  const pid = parseUpid(agent.pid);
  const executors = [...(agent.executors.get(framework.id)?.keys() ?? [])];
  return {
    id: { value: id },
    framework_id: { value: framework.id },
    agent_id: { value: agent.id },
    hostname,
    ...(pid === undefined
      ? {}
      : {
          url: {
            scheme: 'http',
            address: { hostname, ip: pid.host, port: pid.port },
            path: `/${pid.id}`,
          },
        }),
    ...(domain === undefined ? {} : { domain }),
    resources: toMessages(shown, format),
    ...(attributes === undefined ? {} : { attributes }),
    ...(executors.length === 0 ? {} : { executor_ids: executors.map((value) => ({ value })) }),
    ...(isMultiRole ? { allocation_info: { role } } : {}),
  };
}
