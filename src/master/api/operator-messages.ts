// Frameworks, agents and executors, of the model or of a view of it, as messages of the operator API.
import { keptList, type LazyMessage, lazyList } from '../../api/lazy-message.ts';
import type {
  MasterResponseGetAgentsAgent,
  MasterResponseGetExecutorsExecutor,
  MasterResponseGetFrameworksFramework,
  Offer as OfferMessage,
  Resource,
} from '../../protocol/messages.ts';
import { convertResource, toMessages } from '../../resources/messages.ts';
import { Resources } from '../../resources/resources.ts';
import { timeInfo } from '../core.ts';
import type { Framework } from '../model.ts';
import { offerMessage } from '../offers.ts';
import { operationMessage } from '../operation.ts';
import type { AgentView, FrameworkView, ModelView } from '../view.ts';

/** Totals name the role `*`, as the original's do. */
function shown(resources: Resources): Resource[] {
  return toMessages(resources, 'endpoint');
}

function sum(held: Iterable<Resources>): Resources {
  let total = Resources.none;
  for (const resources of held) total = total.add(resources);
  return total;
}

export function agentMessage(agent: AgentView): MasterResponseGetAgentsAgent {
  const { info } = agent;
  return {
    agent_info:
      info.resources === undefined
        ? info
        : { ...info, resources: info.resources.map((resource) => convertResource(resource, 'post')) },
    active: agent.isActive,
    deactivated: false,
    version: agent.version,
    pid: agent.pid,
    registered_time: timeInfo(agent.registeredMs),
    ...(agent.reregisteredMs === undefined ? {} : { reregistered_time: timeInfo(agent.reregisteredMs) }),
    total_resources: shown(agent.total),
    allocated_resources: shown(sum(agent.used.values())),
    offered_resources: shown(agent.offered),
    capabilities: [...agent.capabilities].map((type) => ({ type: type as never })),
  };
}

/** As in lists; its offers, of which there may be one for each agent, one by one. */
export function lazyFramework(framework: FrameworkView, { agents }: ModelView): LazyMessage {
  const fields: MasterResponseGetFrameworksFramework = {
    ...headOf(framework),
    ...(framework.unregisteredMs === undefined
      ? {}
      : { unregistered_time: timeInfo(framework.unregisteredMs) }),
    allocated_resources: shown(sum(framework.used.values())),
    offered_resources: shown(sum([...framework.offers].map(({ resources }) => resources))),
    offer_constraints: framework.offerConstraints ?? {},
  };
  function* offers(): Generator<OfferMessage, void, void> {
    for (const offer of framework.offers)
      yield offerMessage({ ...offer, framework, agent: agents.get(offer.agent.id) ?? offer.agent });
  }
  const name = 'master.Response.GetFrameworks.Framework';
  // Shown only when there are some, unlike the lists of a whole answer.
  const parts = framework.offers.size === 0 ? [] : [lazyList('offers', 'Offer', offers())];
  return { name, fields, parts };
}

/** The original's events have a time of unregistration in every case, 0 for none. */
export function frameworkEventMessage(framework: Framework): MasterResponseGetFrameworksFramework {
  const offers = [...framework.offers];
  return {
    ...headOf(framework),
    unregistered_time: timeInfo(framework.unregisteredMs ?? 0),
    offers: offers.map(offerMessage),
    allocated_resources: shown(sum(framework.used.values())),
    offered_resources: shown(sum(offers.map(({ resources }) => resources))),
    ...(framework.offerConstraints === undefined ? {} : { offer_constraints: framework.offerConstraints }),
  };
}

function headOf(framework: FrameworkView | Framework): MasterResponseGetFrameworksFramework {
  return {
    framework_info: framework.info,
    active: framework.isActive,
    connected: framework.isConnected,
    recovered: framework.isRecovered,
    registered_time: timeInfo(framework.registeredMs),
    reregistered_time: timeInfo(framework.reregisteredMs),
  };
}

/** Custom executors; those of command tasks are the agents' business. */
export function* executorMessages(
  agent: AgentView,
): Generator<MasterResponseGetExecutorsExecutor, void, void> {
  for (const executors of agent.executors.values()) {
    for (const executor_info of executors.values()) yield { executor_info, agent_id: { value: agent.id } };
  }
}

/** The original leaves the list out when it is empty. */
export function operationsMessage({ operations }: ModelView): LazyMessage {
  const name = 'master.Response.GetOperations';
  if (operations.size === 0) return { name };
  return { name, parts: [keptList('operations', 'Operation', operations.values(), operationMessage)] };
}
