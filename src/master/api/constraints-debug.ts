// `/allocator/offer_constraints_debug`: which agents each framework's offer constraints keep from it, by role. They are
// evaluated anew, by the filter that the allocator is given, so the answer is what its next run does.
import type { AgentTraits } from '../../allocator/allocator.ts';
import { jsonFields } from '../../base/json-text.ts';
import type { HttpRequest, HttpResponse } from '../../http/message.ts';
import type { ConstraintFilters } from '../offer-constraints.ts';
import type { AgentView, FrameworkView, ModelView } from '../view.ts';
import type { Reads } from './reads.ts';

const path = '/allocator/offer_constraints_debug';

export function constraintsDebugEndpoint(reads: Reads, request: HttpRequest): Promise<HttpResponse> {
  return reads.json(request, path, (view) => writeFrameworks(view, reads.source.constraintFilters));
}

function* writeFrameworks(
  { agents, frameworks }: ModelView,
  filters: ConstraintFilters,
): Generator<string, void, void> {
  yield '{"frameworks":{';
  let separator = '';
  for (const framework of frameworks.values()) {
    const suppressed = { suppressed_roles: [...framework.suppressedRoles] };
    yield `${separator}${JSON.stringify(framework.id)}:{${jsonFields(suppressed)},`;
    yield '"excluded_by_attribute_constraints":{';
    yield* writeRoles(framework, agents, filters);
    yield '}}';
    separator = ',';
  }
  yield '}}';
}

function* writeRoles(
  { roles, offerConstraints }: FrameworkView,
  agents: ModelView['agents'],
  filters: ConstraintFilters,
): Generator<string, void, void> {
  const filter = filters.of(offerConstraints);
  let separator = '';
  for (const role of roles) {
    yield `${separator}${JSON.stringify(role)}:[`;
    separator = ',';
    if (filter !== undefined) yield* writeExcluded(agents, (agent) => filter.excludes(role, agent));
    yield ']';
  }
}

/** Gives way after each agent, shown or not. */
function* writeExcluded(
  agents: ModelView['agents'],
  isExcluded: (agent: AgentTraits) => boolean,
): Generator<string, void, void> {
  let separator = '';
  for (const agent of agents.values()) {
    if (isExcluded(traits(agent))) {
      yield `${separator}${JSON.stringify(agent.id)}`;
      separator = ',';
    } else {
      yield '';
    }
  }
}

function traits({ id, info }: AgentView): AgentTraits {
  const { hostname, attributes = [], domain } = info;
  return {
    id,
    hostname,
    attributes,
    region: domain?.fault_domain?.region.name,
    zone: domain?.fault_domain?.zone.name,
  };
}
