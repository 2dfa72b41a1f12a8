// A scheduler's way to the master as native drivers have it: a libprocess actor at an address of its own that repeats
// its subscription until it is answered. It comes back under its address when its link broke; after its end there is
// another one at another address, which takes over by force.
import type { InboundMessage, Transport, Upid } from '../../src/libprocess/transport.ts';
import { noUpid } from '../../src/libprocess/upid.ts';
import type {
  MessageName,
  MessageTypes,
  SchedulerCall,
  SchedulerEvent,
  StatusUpdateMessage,
} from '../../src/protocol/messages.ts';
import { libprocessName, messageOfLibprocessName } from '../../src/protocol/names.ts';
import { decode, encode } from '../../src/protocol/protobuf.ts';
import type { ConnectionEvents, SchedulerWire } from './scheduler-connection.ts';
import type { SimulatedProcess } from './simulated-process.ts';
import type { Transports } from './transport.ts';

export interface DriverParts {
  readonly transports: Transports;
  readonly process: SimulatedProcess;
  readonly machine: string;
  /** `ip:port` of this driver, one that no other had before. */
  readonly address: string;
  readonly master: Upid;
}

/** Between two attempts to subscribe. */
const retryMs = 1000;

const actor = 'scheduler-1';

export class NativeDriver implements SchedulerWire {
  readonly address: string;
  readonly #parts: DriverParts;
  readonly #transport: Transport;
  #events: ConnectionEvents | undefined;
  #isRegistered = false;
  /** Nobody has heard of this address yet. */
  #isNew = true;
  #isEnded = false;

  constructor(parts: DriverParts) {
    this.#parts = parts;
    this.address = parts.address;
    this.#transport = parts.transports.attach({
      address: parts.address,
      machine: parts.machine,
      process: parts.process,
      events: {
        onMessage: (message) => {
          if (!this.#isEnded && message.from === parts.master) this.#receive(message);
          return true;
        },
        onExited: () => this.#lose(),
      },
    });
  }

  /** Whether it can subscribe again. */
  get isUsable(): boolean {
    return !this.#isEnded;
  }

  subscribe({ framework_id, subscribe }: SchedulerCall, events: ConnectionEvents): void {
    this.#events = events;
    this.#isRegistered = false;
    const isFailover = this.#isNew && framework_id !== undefined;
    this.#isNew = false;
    const call = {
      type: 'SUBSCRIBE' as const,
      ...(framework_id === undefined ? {} : { framework_id }),
      subscribe: { ...subscribe!, ...(isFailover ? { force: true } : {}) },
    };
    const attempt = (): void => {
      if (this.#events !== events || this.#isRegistered || this.#isEnded) return;
      this.#transport.link(this.#parts.master);
      this.#send('scheduler.v0.Call', call);
      this.#parts.process.later(retryMs, 'subscribes again', attempt);
    };
    attempt();
  }

  call(call: SchedulerCall): void {
    if (this.#isRegistered) this.#send('scheduler.v0.Call', call as MessageTypes['scheduler.v0.Call']);
  }

  close(): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    this.#events = undefined;
    this.#parts.transports.detach(this.address);
  }

  #send<N extends MessageName>(name: N, message: MessageTypes[N]): void {
    this.#transport.send(actor, this.#parts.master, libprocessName(name), encode(name, message));
  }

  #lose(): void {
    const events = this.#events;
    this.#events = undefined;
    this.#isRegistered = false;
    events?.onClosed();
  }

  #receive({ name, body }: InboundMessage): void {
    const event = eventOf(messageOfLibprocessName(name) as MessageName, body);
    if (event === undefined) return;
    if (event.type === 'SUBSCRIBED') {
      // The answer to a repetition says nothing new.
      if (this.#isRegistered) return;
      this.#isRegistered = true;
    } else if (!this.#isRegistered && event.type !== 'ERROR') {
      return;
    }
    this.#events?.onEvent(event);
  }
}

/** The event of the HTTP API that says the same. */
function eventOf(name: MessageName, body: Uint8Array): SchedulerEvent | undefined {
  switch (name) {
    case 'internal.FrameworkRegisteredMessage':
    case 'internal.FrameworkReregisteredMessage':
      return { type: 'SUBSCRIBED', subscribed: decode(name, body) };
    case 'internal.ResourceOffersMessage': {
      const { offers = [], pids = [] } = decode(name, body);
      if (offers.length !== pids.length)
        throw new Error(`${offers.length} offers with ${pids.length} addresses`);
      return { type: 'OFFERS', offers: { offers } };
    }
    case 'internal.RescindResourceOfferMessage':
      return { type: 'RESCIND', rescind: decode(name, body) };
    case 'internal.StatusUpdateMessage':
      return { type: 'UPDATE', update: { status: statusOf(decode(name, body)) } };
    case 'internal.FrameworkErrorMessage':
      return { type: 'ERROR', error: decode(name, body) };
    default:
      return undefined;
  }
}

/** As drivers do: only what an agent waits for is to be acknowledged. */
function statusOf({ update, pid = '' }: StatusUpdateMessage): StatusUpdateMessage['update']['status'] {
  const { uuid: _uuid, ...status } = update.status;
  const agent = update.agent_id === undefined ? {} : { agent_id: update.agent_id };
  const isOfAgent = (update.uuid?.length ?? 0) > 0 && pid !== '' && pid !== noUpid;
  return { ...status, ...agent, ...(isOfAgent ? { uuid: update.uuid } : {}) };
}
