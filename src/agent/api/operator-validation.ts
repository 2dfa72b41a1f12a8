// The form of an operator's call to the agent: its parts are there and make sense by themselves.
import { missingPart } from '../../api/call-parts.ts';
import type { AgentCall, ContainerID, ResourceProviderInfo } from '../../protocol/messages.ts';

/** The problem in the words the API answers with. */
export function operatorCallProblem(call: AgentCall): string | undefined {
  const missing = missingPart('agent.Call', call, ['get_containers', 'prune_images']);
  if (missing !== undefined) return missing;
  switch (call.type) {
    case 'LAUNCH_NESTED_CONTAINER':
    case 'WAIT_NESTED_CONTAINER':
    case 'KILL_NESTED_CONTAINER':
    case 'REMOVE_NESTED_CONTAINER':
    case 'LAUNCH_NESTED_CONTAINER_SESSION':
    case 'ATTACH_CONTAINER_OUTPUT':
    case 'LAUNCH_CONTAINER':
    case 'WAIT_CONTAINER':
    case 'KILL_CONTAINER':
    case 'REMOVE_CONTAINER':
      return containerProblem(call);
    case 'ATTACH_CONTAINER_INPUT': {
      const { type, container_id } = call.attach_container_input!;
      if (type === undefined) return "Expecting 'attach_container_input.type' to be present";
      if (type !== 'CONTAINER_ID') return undefined;
      if (container_id === undefined) return "Expecting 'attach_container_input.container_id' to be present";
      return containerIdProblem(container_id);
    }
    case 'ADD_RESOURCE_PROVIDER_CONFIG':
      return providerProblem(call.add_resource_provider_config!.info);
    case 'UPDATE_RESOURCE_PROVIDER_CONFIG':
      return providerProblem(call.update_resource_provider_config!.info);
    default:
      return undefined;
  }
}

/** Calls that are about nested containers only. */
const nestedOnly: ReadonlySet<string> = new Set([
  'LAUNCH_NESTED_CONTAINER',
  'WAIT_NESTED_CONTAINER',
  'KILL_NESTED_CONTAINER',
  'REMOVE_NESTED_CONTAINER',
  'LAUNCH_NESTED_CONTAINER_SESSION',
]);

function containerProblem(call: AgentCall): string | undefined {
  const part = (call.type ?? '').toLowerCase();
  const { container_id } = (call as Record<string, unknown>)[part] as { container_id: ContainerID };
  const wrong = containerIdProblem(container_id);
  if (wrong !== undefined) return `'${part}.container_id' is invalid: ${wrong}`;
  if (nestedOnly.has(call.type ?? '') && container_id.parent === undefined)
    return `Expecting '${part}.container_id.parent' to be present`;
  return undefined;
}

/** A container's id is the name of a directory and of a cgroup, with room for what is added to it. */
const maxIdLength = 242;

/** Containers nest as deep as messages may, and so does this. */
function containerIdProblem({ value, parent }: ContainerID): string | undefined {
  if (value === '') return "'ContainerID.value' must not be empty";
  if (value.length > maxIdLength)
    return `'ContainerID.value' must be no longer than ${maxIdLength} characters`;
  if (value === '.' || value === '..') return `'${value}' is disallowed`;
  if (/[/\\\x00-\x20\x7f]/.test(value)) return `'${value}' contains invalid characters`;
  return parent === undefined ? undefined : containerIdProblem(parent);
}

function providerProblem({ id, type, name }: ResourceProviderInfo): string | undefined {
  if (id !== undefined) return "Expecting 'info.id' not to be set";
  if (type === '') return "Expecting 'info.type' not to be empty";
  return name === '' ? "Expecting 'info.name' not to be empty" : undefined;
}
