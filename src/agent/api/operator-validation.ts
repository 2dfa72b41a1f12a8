// The form of an operator's call to the agent: its parts are there and make sense by themselves. Order and wording are
// the original's.
import { missingPart } from '../../api/call-parts.ts';
import type {
  AgentCall,
  AgentCallLaunchContainer,
  AgentCallLaunchNestedContainer,
  ContainerID,
  Resource,
  ResourceProviderInfo,
} from '../../protocol/messages.ts';
import { commandProblem } from '../../protocol/validation/command.ts';
import { containerProblem } from '../../protocol/validation/container.ts';
import { validateId } from '../../protocol/validation/id.ts';
import { readResources } from '../../resources/messages.ts';
import { Resources } from '../../resources/resources.ts';

/** The problem in the words the API answers with. */
export function operatorCallProblem(call: AgentCall): string | undefined {
  const missing = missingPart('agent.Call', call, ['get_containers', 'prune_images']);
  if (missing !== undefined) return missing;
  switch (call.type) {
    case 'LAUNCH_NESTED_CONTAINER':
      return (
        nestedProblem(call.type, call.launch_nested_container!) ?? levelProblem(call.launch_nested_container!)
      );
    case 'LAUNCH_NESTED_CONTAINER_SESSION':
      return (
        nestedProblem(call.type, call.launch_nested_container_session!) ??
        sessionProblem(call.launch_nested_container_session!)
      );
    case 'WAIT_NESTED_CONTAINER':
      return nestedProblem(call.type, call.wait_nested_container!);
    case 'KILL_NESTED_CONTAINER':
      return nestedProblem(call.type, call.kill_nested_container!);
    case 'REMOVE_NESTED_CONTAINER':
      return nestedProblem(call.type, call.remove_nested_container!);
    case 'ATTACH_CONTAINER_INPUT': {
      const { type, container_id } = call.attach_container_input!;
      if (type === undefined) return "Expecting 'attach_container_input.type' to be present";
      if (type === 'UNKNOWN') return "'attach_container_input.type' is unknown";
      return type === 'CONTAINER_ID' ? idProblem(call.type, container_id ?? { value: '' }) : undefined;
    }
    case 'ATTACH_CONTAINER_OUTPUT':
      return idProblem(call.type, call.attach_container_output!.container_id);
    case 'LAUNCH_CONTAINER':
      return launchProblem(call.launch_container!);
    case 'WAIT_CONTAINER':
      return idProblem(call.type, call.wait_container!.container_id);
    case 'KILL_CONTAINER':
      return idProblem(call.type, call.kill_container!.container_id);
    case 'REMOVE_CONTAINER':
      return idProblem(call.type, call.remove_container!.container_id);
    case 'ADD_RESOURCE_PROVIDER_CONFIG':
      return providerProblem(call.type, call.add_resource_provider_config!.info);
    case 'UPDATE_RESOURCE_PROVIDER_CONFIG':
      return providerProblem(call.type, call.update_resource_provider_config!.info);
    default:
      return undefined;
  }
}

/** What may be launched, as far as the calls that launch say it alike. */
type Launch = Pick<AgentCallLaunchNestedContainer, 'container_id' | 'command' | 'container'>;

/** Calls that are about nested containers only; some launch one. */
function nestedProblem(type: string, part: Launch): string | undefined {
  const wrong = idProblem(type, part.container_id);
  if (wrong !== undefined) return wrong;
  const name = type.toLowerCase();
  if (part.container_id.parent === undefined) return `Expecting '${name}.container_id.parent' to be present`;
  return describedProblem(name, part);
}

function describedProblem(name: string, { command, container }: Launch): string | undefined {
  const wrongCommand = command === undefined ? undefined : commandProblem(command);
  if (wrongCommand !== undefined) return `'${name}.command' is invalid: ${wrongCommand}`;
  const wrongContainer = container === undefined ? undefined : containerProblem(container);
  return wrongContainer === undefined ? undefined : `'${name}.container' is invalid: ${wrongContainer}`;
}

function levelProblem({ container_id, container }: Launch): string | undefined {
  return isTwiceNested(container_id) && container?.linux_info?.share_cgroups === false
    ? "'launch_nested_container' is invalid: containers nested at the second level or greater cannot set 'share_cgroups' to 'false'"
    : undefined;
}

function sessionProblem({ container }: Launch): string | undefined {
  return container?.linux_info?.share_cgroups === false
    ? "'launch_nested_container_session.container.linux_info' is invalid: 'share_cgroups' cannot be set to 'false' for nested container sessions"
    : undefined;
}

function launchProblem(launch: AgentCallLaunchContainer): string | undefined {
  const { container_id, container, limits, resources = [] } = launch;
  const wrongId = idProblem('LAUNCH_CONTAINER', container_id);
  if (wrongId !== undefined) return wrongId;
  const wrong =
    resourcesProblem(resources, container_id.parent !== undefined) ??
    describedProblem('launch_container', launch);
  if (wrong !== undefined) return wrong;
  const share = container?.linux_info?.share_cgroups;
  const invalid = (why: string): string => `'launch_container' is invalid: containers ${why}`;
  if (isTwiceNested(container_id)) {
    const level = 'nested at the second level or greater cannot';
    if (resources.length > 0) return invalid(`${level} specify resources`);
    if (Object.keys(limits ?? {}).length > 0) return invalid(`${level} specify resource limits`);
    if (share === false) return invalid(`${level} set 'share_cgroups' to 'false'`);
  }
  return container_id.parent === undefined && share === true
    ? invalid("without a parent cannot set 'share_cgroups' to 'true'")
    : undefined;
}

/** What stands alone uses nothing that the master's books hold. */
function resourcesProblem(messages: readonly Resource[], isNested: boolean): string | undefined {
  const resources = readResources(messages);
  if (!(resources instanceof Resources)) return `Invalid resources: ${resources.message}`;
  if (!Number.isInteger(resources.scalar('gpus')))
    return "Invalid GPU resources: The 'gpus' resource must be an unsigned integer";
  if (isNested) return undefined;
  const name = "'launch_container.resources'";
  for (const { kind } of resources.entries) {
    if (kind.reservationRole !== undefined) return `${name} must be unreserved`;
    if (kind.disk?.persistence !== undefined) return `${name} may not use persistent volumes`;
    if (kind.isRevocable) return `${name} must be non-revocable`;
  }
  return undefined;
}

const isTwiceNested = ({ parent }: ContainerID): boolean => parent?.parent !== undefined;

function idProblem(type: string, containerId: ContainerID): string | undefined {
  const wrong = containerIdProblem(containerId);
  return wrong === undefined ? undefined : `'${type.toLowerCase()}.container_id' is invalid: ${wrong}`;
}

/** A container's id is the name of a directory and of a cgroup, with room for what is added to it. */
const maxIdLength = 242;

/** Printed, the ids of a container and its parents are joined by dots. They nest as deep as messages may, and so does this. */
function containerIdProblem({ value, parent }: ContainerID): string | undefined {
  const wrong = validateId(value);
  if (wrong !== undefined) return wrong;
  if (Buffer.byteLength(value) > maxIdLength)
    return `'ContainerID.value' '${value}' exceeds the maximum length (${maxIdLength})`;
  if (/[. ]/.test(value)) return `'ContainerID.value' '${value}' contains invalid characters`;
  const wrongParent = parent === undefined ? undefined : containerIdProblem(parent);
  return wrongParent === undefined ? undefined : `'ContainerID.parent' is invalid: ${wrongParent}`;
}

function providerProblem(callType: string, { id, type, name }: ResourceProviderInfo): string | undefined {
  if (id !== undefined) return `Expecting '${callType.toLowerCase()}.info.id' to be unset`;
  if (type === '') return "Expecting 'info.type' not to be empty";
  return name === '' ? "Expecting 'info.name' not to be empty" : undefined;
}
