// A native driver played by hand: a libprocess actor that sends calls as messages and sees what the master sends to
// its address.
import type { Upid } from '../../src/libprocess/transport.ts';
import type {
  FrameworkInfo,
  MessageName,
  MessageTypes,
  Offer,
  OfferOperation,
  SchedulerV0Call,
  TaskInfo,
} from '../../src/protocol/messages.ts';
import { type FakeAgent, Harness, modern, type Sent } from './harness.ts';

let nextPort = 40_000;

export interface DriverOptions {
  readonly info: Partial<FrameworkInfo>;
  readonly pid: Upid;
}

export class FakeDriver {
  readonly harness: Harness;
  readonly pid: Upid;
  info: FrameworkInfo;

  constructor(harness: Harness, options: Partial<DriverOptions> = {}) {
    this.harness = harness;
    const port = nextPort++;
    this.pid = options.pid ?? `scheduler-${port}@127.0.0.1:${port}`;
    const { capabilities = modern } = options.info ?? {};
    const isMultiRole = capabilities.some(({ type }) => type === 'MULTI_ROLE');
    this.info = {
      user: 'nobody',
      name: 'driver',
      ...(isMultiRole ? { roles: ['*'] } : {}),
      capabilities,
      ...options.info,
    };
  }

  get id(): string {
    return this.info.id?.value ?? '';
  }

  send<N extends MessageName>(name: N, message: MessageTypes[N]): void {
    this.harness.receive(this.pid, name, message);
  }

  /** A call with the framework's id, when it has one. */
  call(call: Omit<SchedulerV0Call, 'framework_id'>): void {
    const id = this.info.id === undefined ? {} : { framework_id: this.info.id };
    this.send('scheduler.v0.Call', { ...id, ...call });
  }

  /** Subscribes and learns the id from whichever answer comes; the answers stay to be taken. */
  subscribe(force?: boolean): this {
    this.call({
      type: 'SUBSCRIBE',
      subscribe: { framework_info: this.info, ...(force === undefined ? {} : { force }) },
    });
    const answer = this.harness.sent.findLast(
      (sent): sent is Sent<'internal.FrameworkRegisteredMessage'> =>
        sent.to === this.pid && sent.name === 'internal.FrameworkRegisteredMessage',
    );
    if (answer !== undefined) this.info = { ...this.info, id: answer.message.framework_id };
    return this;
  }

  /** Messages to this driver since they were taken last. */
  take<N extends MessageName>(name: N): MessageTypes[N][] {
    const isWanted = (sent: Sent): sent is Sent<N> => sent.name === name && sent.to === this.pid;
    const taken = this.harness.sent.filter(isWanted).map(({ message }) => message);
    this.harness.sent = this.harness.sent.filter((sent) => !isWanted(sent));
    return taken;
  }

  takeOffers(): Offer[] {
    return this.take('internal.ResourceOffersMessage').flatMap(({ offers = [] }) => offers);
  }

  takeErrors(): string[] {
    return this.take('internal.FrameworkErrorMessage').map(({ message }) => message);
  }

  accept(offers: readonly Offer[], operations: OfferOperation[]): void {
    this.call({ type: 'ACCEPT', accept: { offer_ids: offers.map(({ id }) => id), operations } });
  }

  launch(offer: Offer, tasks: readonly TaskInfo[]): void {
    this.accept([offer], [{ type: 'LAUNCH', launch: { task_infos: [...tasks] } }]);
  }

  /** The link to it breaks. */
  exit(): void {
    this.harness.master.exited(this.pid.slice(this.pid.indexOf('@') + 1));
    this.harness.time.settle();
  }
}

/** A master with one agent and one driver that was offered it. */
export function driverWithOffer(options: Partial<DriverOptions> = {}): {
  harness: Harness;
  agent: FakeAgent;
  driver: FakeDriver;
  offer: Offer;
} {
  const harness = new Harness();
  const agent = harness.agent().register();
  const driver = new FakeDriver(harness, options).subscribe();
  const [offer] = driver.takeOffers();
  if (offer === undefined) throw new Error('nothing was offered');
  harness.sent = [];
  return { harness, agent, driver, offer };
}
