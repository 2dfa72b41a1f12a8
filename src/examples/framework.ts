// What the example frameworks have in common: they answer every offer with operations or decline it, print what happens
// to tasks, and end with an exit status, which tears the framework down.
import { hostname, userInfo } from 'node:os';
import {
  type FrameworkInfo,
  MesosError,
  type Offer,
  type OfferOperation,
  SchedulerClient,
  type SchedulerEvent,
  type TaskStatus,
} from '../sdk/index.ts';
import { print } from './program.ts';

export interface FrameworkFlags {
  readonly master: string | undefined;
  readonly role: string;
  readonly principal: string | undefined;
}

export interface FrameworkHandlers {
  /** What to do with an offer; undefined or nothing declines it. */
  offered(offer: Offer): readonly OfferOperation[] | undefined;
  updated(status: TaskStatus): void;
  /** Every further event. */
  happened?(event: SchedulerEvent): void;
  /** It is asked to end; by default it does, with success. */
  stopped?(): void;
}

/** Seconds for which declined and unused resources are kept away: the examples are in a hurry. */
const refuseSeconds = 1;

export class Framework {
  readonly client: SchedulerClient;
  /** Settles with the exit status. */
  readonly result: Promise<number>;
  readonly #handlers: FrameworkHandlers;
  #finish: (status: number) => void = () => undefined;
  #isEnding = false;

  constructor(
    name: string,
    flags: FrameworkFlags,
    positional: readonly string[],
    stop: AbortSignal,
    handlers: FrameworkHandlers,
    info: Partial<FrameworkInfo> = {},
  ) {
    const master = flags.master ?? positional[0];
    if (master === undefined)
      throw new MesosError('CONFIG_INVALID', 'the flag --master is needed: HOST:PORT of the master');
    this.#handlers = handlers;
    this.result = new Promise((resolve) => {
      this.#finish = resolve;
    });
    this.client = new SchedulerClient({
      master,
      framework: {
        user: userInfo().username,
        name,
        hostname: hostname(),
        roles: [flags.role],
        capabilities: [
          { type: 'MULTI_ROLE' },
          { type: 'RESERVATION_REFINEMENT' },
          { type: 'PARTITION_AWARE' },
        ],
        // Long enough for a master that restarts.
        failover_timeout: 60,
        ...(flags.principal === undefined ? {} : { principal: flags.principal }),
        ...info,
      },
      onEvent: (event) => this.#receive(event),
      onDisconnected: (reason) => print(`Disconnected: ${reason}; trying again`),
      onRefused: (reason) => this.end(1, reason),
    });
    stop.addEventListener('abort', () => {
      if (handlers.stopped === undefined) this.end(0, 'Interrupted');
      else handlers.stopped();
    });
  }

  start(): void {
    this.client.start();
  }

  /** Ends the framework with its tasks, and the example with this status. */
  end(status: number, reason: string): void {
    if (this.#isEnding) return;
    this.#isEnding = true;
    print(reason);
    const leave = this.client.isSubscribed ? this.client.teardown() : Promise.resolve(this.client.close());
    leave.catch((error: unknown) => print(String(error))).then(() => this.#finish(status));
  }

  #receive(event: SchedulerEvent): void {
    switch (event.type) {
      case 'SUBSCRIBED':
        print(`Subscribed with ID ${event.subscribed?.framework_id.value}`);
        break;
      case 'OFFERS':
        for (const offer of event.offers?.offers ?? []) this.#offered(offer);
        return;
      case 'UPDATE':
        if (event.update !== undefined) this.#updated(event.update.status);
        return;
      case 'ERROR':
        this.end(1, `The master ended the framework: ${event.error?.message}`);
        break;
      default:
        break;
    }
    this.#handlers.happened?.(event);
  }

  #offered(offer: Offer): void {
    const operations = this.#isEnding ? undefined : this.#handlers.offered(offer);
    const filters = { refuse_seconds: refuseSeconds };
    const offer_ids = [offer.id];
    const sent =
      operations === undefined || operations.length === 0
        ? this.client.call({ type: 'DECLINE', decline: { offer_ids, filters } })
        : this.client.call({ type: 'ACCEPT', accept: { offer_ids, operations: [...operations], filters } });
    sent.catch((error: unknown) => print(String(error)));
  }

  #updated(status: TaskStatus): void {
    const because = [status.reason, status.message].filter((word) => word !== undefined && word !== '');
    const why = because.length === 0 ? '' : ` (${because.join(': ')})`;
    print(`Task ${status.task_id.value} is in state ${status.state}${why}`);
    this.#handlers.updated(status);
  }
}

/** The operation that launches these tasks. */
export function launch(
  ...tasks: NonNullable<OfferOperation['launch']>['task_infos'] & object
): OfferOperation {
  return { type: 'LAUNCH', launch: { task_infos: tasks } };
}
