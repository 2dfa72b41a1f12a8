// A scheduler that is a libprocess actor, as the native drivers are: each event is one message to its address. Losing
// a message tells nobody; that the scheduler is gone, its link does.
import { assert } from '../base/assert.ts';
import type { Peers } from '../libprocess/peers.ts';
import type { Upid } from '../libprocess/transport.ts';
import { noUpid } from '../libprocess/upid.ts';
import type {
  AgentID,
  FrameworkID,
  SchedulerEvent,
  SchedulerEventFailure,
  SchedulerEventSubscribed,
  StatusUpdateMessage,
  TaskStatus,
} from '../protocol/messages.ts';
import type { SchedulerConnection } from './scheduler-connection.ts';

/** Drivers older than the status update without a uuid demand the field, and take this for none. */
const noUuid = new Uint8Array(0);

export class DriverConnection implements SchedulerConnection {
  readonly pid: Upid;
  readonly #peers: Peers;
  readonly #pidOfAgent: (agentId: string) => Upid | undefined;
  #frameworkId: FrameworkID = { value: '' };
  #isOpen = true;

  /** @param pidOfAgent drivers send what is for executors to the agents themselves, so offers say where these are */
  constructor(peers: Peers, pid: Upid, pidOfAgent: (agentId: string) => Upid | undefined) {
    this.#peers = peers;
    this.pid = pid;
    this.#pidOfAgent = pidOfAgent;
  }

  welcome({ framework_id, master_info }: SchedulerEventSubscribed, isContinued: boolean): void {
    assert(master_info !== undefined, 'a subscription is answered with the master');
    this.#frameworkId = framework_id;
    const name = isContinued
      ? 'internal.FrameworkReregisteredMessage'
      : 'internal.FrameworkRegisteredMessage';
    if (this.#isOpen) this.#peers.send(this.pid, name, { framework_id, master_info });
  }

  update(status: TaskStatus, forwarded?: StatusUpdateMessage): void {
    if (!this.#isOpen) return;
    this.#peers.send(this.pid, 'internal.StatusUpdateMessage', forwarded ?? this.#ownUpdate(status));
  }

  /** Without a uuid and without the address of an agent: both say that it is not to be acknowledged. */
  #ownUpdate(status: TaskStatus): StatusUpdateMessage {
    const { agent_id, executor_id, timestamp } = status;
    return {
      update: {
        framework_id: this.#frameworkId,
        ...(executor_id === undefined ? {} : { executor_id }),
        ...(agent_id === undefined ? {} : { agent_id }),
        status,
        timestamp: timestamp ?? 0,
        uuid: noUuid,
      },
      pid: noUpid,
    };
  }

  send(event: SchedulerEvent): void {
    const { pid } = this;
    const peers = this.#peers;
    if (!this.#isOpen) return;
    switch (event.type) {
      case 'OFFERS': {
        const offers = event.offers?.offers ?? [];
        peers.send(pid, 'internal.ResourceOffersMessage', { offers, pids: this.#pidsOf(offers) });
        return;
      }
      case 'RESCIND':
        peers.send(pid, 'internal.RescindResourceOfferMessage', event.rescind!);
        return;
      case 'INVERSE_OFFERS': {
        const inverse_offers = event.inverse_offers?.inverse_offers ?? [];
        const pids = this.#pidsOf(inverse_offers);
        peers.send(pid, 'internal.InverseOffersMessage', { inverse_offers, pids });
        return;
      }
      case 'RESCIND_INVERSE_OFFER':
        peers.send(pid, 'internal.RescindInverseOfferMessage', event.rescind_inverse_offer!);
        return;
      case 'MESSAGE':
        peers.send(pid, 'internal.ExecutorToFrameworkMessage', {
          framework_id: this.#frameworkId,
          ...event.message!,
        });
        return;
      case 'FAILURE':
        this.#sendFailure(event.failure!);
        return;
      case 'ERROR':
        peers.send(pid, 'internal.FrameworkErrorMessage', { message: event.error!.message });
        return;
      default:
        // Drivers know no operations with feedback.
        return;
    }
  }

  end(): void {
    this.#isOpen = false;
  }

  /** One an offer, in their order: drivers refuse another number. */
  #pidsOf(offers: readonly { readonly agent_id?: AgentID | undefined }[]): Upid[] {
    return offers.map(({ agent_id }) => this.#pidOfAgent(agent_id?.value ?? '') ?? noUpid);
  }

  /** An executor ended, or its whole agent is lost. */
  #sendFailure({ agent_id, executor_id, status = 0 }: SchedulerEventFailure): void {
    if (agent_id === undefined) return;
    if (executor_id === undefined) {
      this.#peers.send(this.pid, 'internal.LostAgentMessage', { agent_id });
      return;
    }
    this.#peers.send(this.pid, 'internal.ExitedExecutorMessage', {
      agent_id,
      framework_id: this.#frameworkId,
      executor_id,
      status,
    });
  }
}
