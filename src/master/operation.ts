// An operation as the master keeps it: from the moment it is sent to the agent until its end is acknowledged.
import type { OfferOperation, Operation as OperationMessage, OperationStatus } from '../protocol/messages.ts';
import type { AgentId, FrameworkId } from './model.ts';
import { unpack } from './task.ts';

/** Ends of an operation: nothing follows. */
const terminalStates: ReadonlySet<OperationStatus['state']> = new Set([
  'OPERATION_FINISHED',
  'OPERATION_FAILED',
  'OPERATION_ERROR',
  'OPERATION_DROPPED',
  'OPERATION_GONE_BY_OPERATOR',
]);

export function isTerminalOperation(state: OperationStatus['state']): boolean {
  return terminalStates.has(state);
}

/** An operation passes two or three; an agent that goes on telling others must not fill memory. */
const maxStatuses = 8;

export class Operation {
  /** Packed, as the model's keys are. */
  readonly uuid: string;
  /** Undefined for an operation of an operator. */
  readonly frameworkId: FrameworkId | undefined;
  readonly agentId: AgentId;
  /** Resources in the one format between master and agents, allocated unless an operator asked for it. */
  readonly info: OfferOperation;
  latest: OperationStatus;
  /** Oldest first; what was reported, without repetitions. */
  readonly statuses: OperationStatus[] = [];

  constructor(parts: {
    uuid: string;
    frameworkId: FrameworkId | undefined;
    agentId: AgentId;
    info: OfferOperation;
    latest: OperationStatus;
  }) {
    this.uuid = parts.uuid;
    this.frameworkId = parts.frameworkId;
    this.agentId = parts.agentId;
    this.info = parts.info;
    this.latest = parts.latest;
  }

  /** What its scheduler calls it; without it the scheduler hears nothing of it. */
  get id(): string | undefined {
    return this.info.id?.value;
  }

  get isTerminal(): boolean {
    return isTerminalOperation(this.latest.state);
  }

  addStatus(status: OperationStatus): void {
    if (this.statuses.length >= maxStatuses) this.statuses.shift();
    this.statuses.push(status);
  }
}

/** Of an operation or of a view of it. */
export function operationMessage(operation: Readonly<Operation>): OperationMessage {
  return {
    ...(operation.frameworkId === undefined ? {} : { framework_id: { value: operation.frameworkId } }),
    agent_id: { value: operation.agentId },
    info: operation.info,
    latest_status: operation.latest,
    ...(operation.statuses.length === 0 ? {} : { statuses: operation.statuses }),
    uuid: { value: unpack(operation.uuid) },
  };
}
