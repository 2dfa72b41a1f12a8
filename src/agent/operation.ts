// An operation as the agent keeps it, from the master's order until its end is acknowledged.
import type { Timer } from '../base/ports.ts';
import type { AgentID, OfferOperation, Operation, OperationStatus } from '../protocol/messages.ts';

export interface AgentOperation {
  readonly uuid: Uint8Array;
  /** Undefined for an operation of an operator. */
  readonly frameworkId: string | undefined;
  readonly info: OfferOperation;
  /** How it ends; told once it is on disk and the work on volumes is done. */
  readonly end: OperationStatus;
  isDone: boolean;
  isAcknowledging: boolean;
  /** How often the end was sent since there is a master. */
  attempts: number;
  timer: Timer | undefined;
}

/** What is shown of it, of a view of it too. */
type Shown = Readonly<Pick<AgentOperation, 'uuid' | 'frameworkId' | 'info' | 'end' | 'isDone'>>;

/** `status`: as whose last status. */
export function operationMessage(
  { uuid, frameworkId, info }: Shown,
  agentId: AgentID | undefined,
  status: OperationStatus,
): Operation {
  return {
    ...(frameworkId === undefined ? {} : { framework_id: { value: frameworkId } }),
    ...(agentId === undefined ? {} : { agent_id: agentId }),
    info,
    latest_status: status,
    statuses: [status],
    uuid: { value: uuid },
  };
}

/** What others are told of it now. */
export function currentStatus({ end, isDone, info }: Shown): OperationStatus {
  if (isDone) return end;
  return {
    ...(info.id === undefined ? {} : { operation_id: info.id }),
    state: 'OPERATION_PENDING',
    ...(end.agent_id === undefined ? {} : { agent_id: end.agent_id }),
  };
}

export function hexOf(uuid: Uint8Array): string {
  return Buffer.from(uuid.buffer, uuid.byteOffset, uuid.length).toString('hex');
}
