// Operations on the agent's resources: applied, written down, carried out on the disk, reported until acknowledged.
// The rule: the end of an operation is told when resources and end are on disk and its volumes are made or gone.
import type {
  AcknowledgeOperationStatusMessage,
  ApplyOperationMessage,
  CheckpointResourcesMessage,
  Operation,
  OperationStatus,
  ReconcileOperationsMessage,
  UpdateOperationStatusMessage,
} from '../protocol/messages.ts';
import { applyCheckpointed, isCheckpointed } from '../resources/checkpointed.ts';
import { readResources, resourcesOf, toMessages } from '../resources/messages.ts';
import { resourcesInOperation } from '../resources/operation-messages.ts';
import { conversionOf, convert, unallocatedConversion } from '../resources/operations.ts';
import { Resources } from '../resources/resources.ts';
import type { CheckpointRecord } from './checkpoints.ts';
import type { AgentContext } from './context.ts';
import { type AgentOperation, currentStatus, hexOf, operationMessage } from './operation.ts';
import type { ReplayedOperations } from './replay-operations.ts';
import { firstRetryMs, lastRetryMs } from './status-updates.ts';
import { sameBytes, uuidBytes } from './uuid.ts';
import { type VolumeAction, type VolumePlace, type VolumeWork, volumePlaces } from './volumes.ts';

/** Ended operations that are remembered, so that an order that comes twice is not carried out twice. */
const maxRecent = 1000;

export interface OperationsPorts {
  /** To the master, when there is one. */
  send(update: UpdateOperationStatusMessage): void;
  /** The master counts on other resources than there are: it must be told what there is. */
  resync(): void;
}

interface VolumeChange {
  readonly made: readonly VolumePlace[];
  readonly removed: readonly VolumePlace[];
}

export class Operations {
  readonly #context: AgentContext;
  readonly #work: VolumeWork;
  readonly #ports: OperationsPorts;
  readonly #recent = new Set<string>();
  #isPaused = true;

  constructor(context: AgentContext, work: VolumeWork, ports: OperationsPorts) {
    this.#context = context;
    this.#work = work;
    this.#ports = ports;
  }

  /** What operations have made, as it is written down and told to masters. */
  get checkpointed(): Resources {
    return this.#context.model.totalResources.filter(isCheckpointed);
  }

  /** Carries out an operation; gives the reason why it is ignored, if it is. */
  apply(message: ApplyOperationMessage): string | undefined {
    const { log, model } = this.#context;
    const uuid = message.operation_uuid.value;
    const key = hexOf(uuid);
    if (model.state === 'RECOVERING' || model.state === 'TERMINATING') return `the agent is ${model.state}`;
    if (model.operations.has(key) || this.#recent.has(key)) return 'the operation is known already';
    const result = this.#resultOf(message);
    const isApplied = result instanceof Resources;
    const operation: AgentOperation = {
      uuid,
      frameworkId: message.framework_id?.value,
      info: message.operation_info,
      end: this.#endOf(message, isApplied ? undefined : result.message),
      isDone: false,
      isAcknowledging: false,
      attempts: 0,
      timer: undefined,
    };
    model.operations.set(key, operation);
    const fields = { type: operation.info.type, operation: key, framework: operation.frameworkId };
    if (isApplied) {
      const before = model.totalResources;
      model.totalResources = result;
      log.info('applying an operation', fields);
      this.#record(operation, this.#changeOf(before, result));
      return undefined;
    }
    log.warn('dropping an operation', { ...fields, reason: result.message });
    this.#record(operation, { made: [], removed: [] });
    if (result.isMismatch) this.#ports.resync();
    return undefined;
  }

  /** The whole list of what was made, from a master that does not send operations. */
  checkpoint({ resources }: CheckpointResourcesMessage): string | undefined {
    const { checkpoints, model } = this.#context;
    if (model.state === 'RECOVERING' || model.state === 'TERMINATING') return `the agent is ${model.state}`;
    const made = readResources(resources);
    if (!(made instanceof Resources)) return made.message;
    const total = applyCheckpointed(resourcesOf(model.info.resources), made);
    if (!(total instanceof Resources)) return total.message;
    const change = this.#changeOf(model.totalResources, total);
    model.totalResources = total;
    checkpoints.append(this.#resourcesRecord(), () => {
      this.#do('make', change.made, (release) => release());
      this.#do('remove', change.removed, (release) => release());
    });
    return undefined;
  }

  /** The scheduler, or the master for it, knows the end. Gives the reason why it is ignored, if it is. */
  acknowledge(message: AcknowledgeOperationStatusMessage): string | undefined {
    const { checkpoints, model } = this.#context;
    const key = hexOf(message.operation_uuid.value);
    const operation = model.operations.get(key);
    const uuid = operation?.end.uuid?.value;
    if (operation === undefined || uuid === undefined) return 'the operation is not known';
    // As for tasks: the master that is being told what there is would keep it for ever.
    if (model.isReregistering) return 'the agent is about to say what it has of operations';
    if (!operation.isDone || operation.isAcknowledging || !sameBytes(uuid, message.status_uuid.value))
      return 'the status is not the one that waits for it';
    operation.isAcknowledging = true;
    this.#stopTimer(operation);
    checkpoints.append({ type: 'operation-acknowledged', uuid: operation.uuid }, () => {
      model.operations.delete(key);
      this.#remember(key);
    });
    return undefined;
  }

  /** The master misses operations; what is not here any more was dropped, or never came. */
  reconcile({ operations = [] }: ReconcileOperationsMessage): void {
    const { model } = this.#context;
    const agentId = model.info.id;
    if (agentId === undefined) return;
    for (const { operation_uuid: uuid, resource_provider_id: provider } of operations) {
      if (uuid === undefined || provider !== undefined || model.operations.has(hexOf(uuid.value))) continue;
      this.#ports.send({
        agent_id: agentId,
        status: { state: 'OPERATION_DROPPED', agent_id: agentId },
        operation_uuid: uuid,
      });
    }
  }

  /** What masters are told of; an operation whose acknowledgement is being written is over. */
  list(): Operation[] {
    const { model } = this.#context;
    return [...model.operations.values()]
      .filter(({ isAcknowledging }) => !isAcknowledging)
      .map((operation) => operationMessage(operation, model.info.id, currentStatus(operation)));
  }

  /** There is no master to send to. */
  pause(): void {
    this.#isPaused = true;
    for (const operation of this.#context.model.operations.values()) this.#stopTimer(operation);
  }

  /** Sends every end that waits, at once. */
  resume(): void {
    this.#isPaused = false;
    for (const operation of this.#context.model.operations.values()) {
      operation.attempts = 0;
      this.#report(operation);
    }
  }

  /**
   * Puts back what was read from disk, and goes on where it was left. Gives the problem with the resources, of which
   * then nothing is put back.
   */
  restore({ resources, operations }: ReplayedOperations): string | undefined {
    const { config, model } = this.#context;
    const total = applyCheckpointed(resourcesOf(config.resources), resources);
    if (!(total instanceof Resources)) {
      // Only an agent that is cleaned up goes on.
      if (config.recover === 'cleanup') this.#context.checkpoints.append(this.#resourcesRecord());
      return total.message;
    }
    model.totalResources = total;
    for (const { isDone, operation } of operations.values()) {
      const { uuid, framework_id: frameworkId, info, latest_status: end } = operation;
      const restored: AgentOperation = {
        uuid: uuid.value,
        frameworkId: frameworkId?.value,
        info,
        end,
        isDone,
        isAcknowledging: false,
        attempts: 0,
        timer: undefined,
      };
      model.operations.set(hexOf(uuid.value), restored);
      if (!isDone) this.#carryOut(restored, this.#changeBy(restored));
    }
    return undefined;
  }

  /** The records that stand for all of it in a snapshot. */
  records(): CheckpointRecord[] {
    const records = [this.#resourcesRecord()];
    for (const operation of this.#context.model.operations.values()) {
      records.push(this.#operationRecord(operation));
      if (operation.isDone) records.push({ type: 'operation-done', uuid: operation.uuid });
      // What is on its way to the disk is part of the snapshot: it was appended before it.
      if (operation.isAcknowledging) records.push({ type: 'operation-acknowledged', uuid: operation.uuid });
    }
    return records;
  }

  #resultOf(message: ApplyOperationMessage): Resources | { message: string; isMismatch: boolean } {
    const { model } = this.#context;
    const { operation_info: info, resource_version_uuid: version } = message;
    const problem = (text: string, isMismatch: boolean) => ({ message: text, isMismatch });
    if (version.resource_provider_id !== undefined) return problem('there are no resource providers', false);
    // It was decided on what the agent had before it last said what it has; the master knows by now.
    if (!sameBytes(version.uuid.value, model.resourceVersion))
      return problem('the resources of the agent have changed since', false);
    const conversion = conversionOf(info);
    if ('message' in conversion) return problem(conversion.message, true);
    if (resourcesInOperation(info).some(({ provider_id }) => provider_id !== undefined))
      return problem('there are no resource providers', true);
    const result = convert(model.totalResources, unallocatedConversion(conversion));
    return result instanceof Resources ? result : problem(result.message, true);
  }

  #endOf({ operation_info: info }: ApplyOperationMessage, problem: string | undefined): OperationStatus {
    const { model, random } = this.#context;
    return {
      ...(info.id === undefined ? {} : { operation_id: info.id }),
      state: problem === undefined ? 'OPERATION_FINISHED' : 'OPERATION_DROPPED',
      ...(problem === undefined ? {} : { message: problem }),
      uuid: { value: uuidBytes(random.uuid()) },
      ...(model.info.id === undefined ? {} : { agent_id: model.info.id }),
    };
  }

  #record(operation: AgentOperation, change: VolumeChange): void {
    this.#context.checkpoints.append(this.#operationRecord(operation), () =>
      this.#carryOut(operation, change),
    );
  }

  /** The work on volumes, then the report. */
  #carryOut(operation: AgentOperation, { made, removed }: VolumeChange): void {
    if (made.length === 0 && removed.length === 0) {
      operation.isDone = true;
      this.#report(operation);
      return;
    }
    const finished = (release: () => void): void => {
      this.#context.checkpoints.append({ type: 'operation-done', uuid: operation.uuid }, () => {
        operation.isDone = true;
        release();
        this.#report(operation);
      });
    };
    // An operation makes volumes or removes them, never both.
    if (removed.length > 0) this.#do('remove', removed, finished);
    else this.#do('make', made, finished);
  }

  #do(action: VolumeAction, places: readonly VolumePlace[], finished: (release: () => void) => void): void {
    if (places.length > 0) this.#work.add(action, places, finished);
  }

  /** Which volumes are new and which are gone, whatever their size. */
  #changeOf(before: Resources, after: Resources): VolumeChange {
    const { workDir } = this.#context.config;
    const had = volumePlaces(workDir, before);
    const has = volumePlaces(workDir, after);
    const isIn = (places: readonly VolumePlace[], { path }: VolumePlace): boolean =>
      places.some((place) => place.path === path);
    return {
      made: has.filter((place) => !isIn(had, place)),
      removed: had.filter((place) => !isIn(has, place)),
    };
  }

  /** The same for an operation that was applied before a restart. */
  #changeBy({ end, info }: AgentOperation): VolumeChange {
    const conversion = end.state === 'OPERATION_FINISHED' ? conversionOf(info) : { message: '' };
    if ('message' in conversion) return { made: [], removed: [] };
    return this.#changeOf(conversion.consumed, conversion.converted);
  }

  #report(operation: AgentOperation): void {
    this.#stopTimer(operation);
    const { model, timers } = this.#context;
    const agentId = model.info.id;
    if (this.#isPaused || !operation.isDone || operation.isAcknowledging || agentId === undefined) return;
    const delayMs = Math.min(lastRetryMs, firstRetryMs * 2 ** Math.min(operation.attempts, 10));
    operation.attempts += 1;
    operation.timer = timers.after(delayMs, () => this.#report(operation));
    const status = { ...operation.end, agent_id: agentId };
    this.#ports.send({
      ...(operation.frameworkId === undefined ? {} : { framework_id: { value: operation.frameworkId } }),
      agent_id: agentId,
      status,
      latest_status: status,
      operation_uuid: { value: operation.uuid },
    });
  }

  #stopTimer(operation: AgentOperation): void {
    operation.timer?.cancel();
    operation.timer = undefined;
  }

  #remember(key: string): void {
    this.#recent.add(key);
    for (const oldest of this.#recent) {
      if (this.#recent.size <= maxRecent) break;
      this.#recent.delete(oldest);
    }
  }

  #resourcesRecord(): CheckpointRecord {
    return { type: 'resources', resources: toMessages(this.checkpointed) };
  }

  #operationRecord(operation: AgentOperation): CheckpointRecord {
    return {
      type: 'operation',
      operation: operationMessage(operation, this.#context.model.info.id, operation.end),
      resources: toMessages(this.checkpointed),
    };
  }
}
