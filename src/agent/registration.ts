// How the agent gets to its master and stays there: register, come back, pings. Only the messages of the master
// that was detected count, and the agent's id never changes while the process lives.
import { jitteredBackoffMs, randomBackoffMs } from '../base/backoff.ts';
import { MesosError } from '../base/errors.ts';
import type { Timer } from '../base/ports.ts';
import type { Peers } from '../libprocess/peers.ts';
import type { Upid } from '../libprocess/transport.ts';
import type {
  AgentID,
  AgentRegisteredMessage,
  AgentReregisteredMessage,
  MasterAgentConnection,
  PingAgentMessage,
  RegisterAgentMessage,
  ReregisterAgentMessage,
} from '../protocol/messages.ts';
import type { AgentContext } from './context.ts';
import { isPathComponent } from './sandbox.ts';

/** Between attempts to register, at most. */
const maxBackoffMs = 60_000;
/** An answer needs some time; asking again sooner only asks twice. */
const minRetryMs = 100;
/** A master that closed the link is looked for this often: it was restarted, or the machine is gone. */
const firstRelinkMs = 100;
const lastRelinkMs = 1000;
/** Attempts at that pace while the link holds; then the master is not lost but busy. */
const relinkAttempts = 8;
/** Until a master says otherwise: five pings of fifteen seconds. */
const defaultPingTimeoutMs = 75_000;
/** Retries come about once a second; one line of the log stands for so many. */
const exitsPerLine = 60;

export interface RegistrationPorts {
  readonly peers: Peers;
  registerMessage(): RegisterAgentMessage;
  reregisterMessage(): ReregisterAgentMessage;
  /** Makes the id durable. */
  saveId(id: AgentID, then: () => void): void;
  /** The agent is registered and may send. */
  registered(): void;
  /** The master has answered another list of tasks: it may know nothing of the agent but that list. */
  registeredAgain(): void;
  /** There is no master to send to. */
  disconnected(): void;
  fatal(error: MesosError): void;
}

export class Registration {
  readonly #context: AgentContext;
  readonly #ports: RegistrationPorts;
  #master: Upid | undefined;
  /** The detected master is an address an operator gave, which need not be the one the master knows itself by. */
  #isGivenAddress = false;
  /** What the master at that address calls itself, learnt from its answer. */
  #ownName: Upid | undefined;
  #isLinked = false;
  #wasDetected = false;
  #attempts = 0;
  /** Lists of tasks that have left and, as far as is known, were not answered. */
  #unanswered = 0;
  /** Something has ended that the list sent last names. */
  #isOutdated = false;
  /** Links lost since the last answer. */
  #exits = 0;
  #timer: Timer | undefined;
  #pingTimer: Timer | undefined;
  #pingTimeoutMs = defaultPingTimeoutMs;
  #pendingId: string | undefined;
  /** Counts links and masters lost: an answer from before counts for nothing. */
  #losses = 0;

  constructor(context: AgentContext, ports: RegistrationPorts) {
    this.#context = context;
    this.#ports = ports;
  }

  get master(): Upid | undefined {
    return this.#master;
  }

  isMaster(from: Upid): boolean {
    return this.#master !== undefined && (from === this.#master || from === this.#ownName);
  }

  /**
   * An answer to a registration has come from `from`. `localhost`, a second network card or a forwarded address lead to
   * a master that advertises another: who answers for that port there is the master.
   */
  learnName(from: Upid): void {
    const master = this.#master;
    if (!this.#isGivenAddress || master === undefined || from === master || this.#ownName !== undefined)
      return;
    if (this.#context.model.state !== 'DISCONNECTED' || this.#attempts === 0) return;
    const port = (upid: Upid): string => upid.slice(upid.lastIndexOf(':'));
    if (actorOf(from) !== actorOf(master) || port(from) !== port(master)) return;
    this.#context.log.info('the master goes by another address', { master, advertised: from });
    this.#ownName = from;
  }

  /**
   * A leader was elected, or there is none any more. `isGivenAddress`: nobody was elected, the master is whoever serves
   * that address.
   */
  masterDetected(master: Upid | undefined, isGivenAddress = false): void {
    if (master === this.#master && this.#wasDetected) return;
    const { config, log, random } = this.#context;
    if (this.#master !== undefined) this.#ports.peers.unlink(this.#master);
    this.#disconnect();
    this.#master = master;
    this.#isGivenAddress = isGivenAddress;
    this.#ownName = undefined;
    this.#isLinked = false;
    this.#exits = 0;
    this.#unanswered = 0;
    if (master === undefined) {
      log.info('there is no master');
      return;
    }
    log.info('a master was detected', { master });
    // The first time there is nobody to be gentle with; after a change of leader all agents come at once.
    const delayMs = this.#wasDetected
      ? randomBackoffMs(random, config.registrationBackoffMs, maxBackoffMs, 0)
      : 0;
    this.#wasDetected = true;
    if (this.#context.model.state !== 'RECOVERING') this.#restart(delayMs);
  }

  /** The agent has recovered and may turn to the master. */
  start(): void {
    if (this.#master !== undefined) this.#restart(0);
  }

  /** Stops for good: the agent is terminating. */
  stop(): void {
    this.#timer?.cancel();
    this.#pingTimer?.cancel();
  }

  /** The link to `address` broke, or could not be made. */
  exited(address: string): void {
    const master = this.#master;
    if (master === undefined || address !== addressOf(master) || this.#isTerminating()) return;
    this.#isLinked = false;
    // The next one that serves the address may go by another name.
    this.#ownName = undefined;
    // Once when it is lost, then now and then: a master that is away for hours must not fill the journal.
    const attempts = this.#exits;
    if (attempts % exitsPerLine === 0) this.#context.log.warn('no link to the master', { master, attempts });
    this.#disconnect();
    if (this.#context.model.state === 'RECOVERING') return;
    const delayMs = jitteredBackoffMs(this.#context.random, firstRelinkMs, lastRelinkMs, this.#exits);
    this.#exits += 1;
    this.#restart(delayMs);
  }

  registered(from: Upid, message: AgentRegisteredMessage): void {
    if (!this.#isExpected(from, message.agent_id)) return;
    const { model } = this.#context;
    if (model.state === 'RUNNING' || this.#pendingId !== undefined) return;
    if (model.info.id !== undefined) {
      this.#accept(message.connection);
      return;
    }
    this.#pendingId = message.agent_id.value;
    model.info = { ...model.info, id: message.agent_id };
    const losses = this.#losses;
    this.#ports.saveId(message.agent_id, () => {
      this.#pendingId = undefined;
      // Otherwise the attempts go on, as those of an agent that has an id.
      if (model.state === 'DISCONNECTED' && losses === this.#losses) this.#accept(message.connection);
    });
  }

  reregistered(from: Upid, message: AgentReregisteredMessage): boolean {
    if (!this.#isExpected(from, message.agent_id)) return false;
    this.#unanswered = Math.max(0, this.#unanswered - 1);
    if (this.#context.model.state === 'DISCONNECTED') this.#accept(message.connection);
    else {
      this.#ports.registeredAgain();
      if (this.#isOutdated) this.resync();
    }
    return true;
  }

  /** A task or an executor has ended that the list sent last names: a master that takes it over is to hear of that. */
  outdate(): void {
    this.#isOutdated = true;
  }

  ping(from: Upid, message: PingAgentMessage): void {
    const { log, model } = this.#context;
    this.#ports.peers.send(from, 'internal.PongAgentMessage', {});
    if (model.state !== 'RUNNING') return;
    if (message.connected) {
      this.#watchPings();
      return;
    }
    // The master lost its link to this agent without this agent hearing of it.
    log.warn('the master takes this agent for disconnected');
    this.#comeBack(0);
  }

  /** Says again what there is, because the master seems to have another view of it. */
  resync(): void {
    if (this.#master !== undefined && this.#context.model.state === 'RUNNING') this.#sendTasks(this.#master);
  }

  #comeBack(delayMs: number): void {
    this.#disconnect();
    this.#isLinked = false;
    this.#restart(delayMs);
  }

  #disconnect(): void {
    this.#pingTimer?.cancel();
    this.#pingTimer = undefined;
    this.#losses += 1;
    const { model } = this.#context;
    if (model.state !== 'RUNNING') return;
    model.state = 'DISCONNECTED';
    this.#ports.disconnected();
  }

  #restart(delayMs: number): void {
    this.#attempts = 0;
    this.#timer?.cancel();
    this.#timer = undefined;
    if (delayMs > 0) this.#timer = this.#context.timers.after(delayMs, () => this.#attempt());
    else this.#attempt();
  }

  #attempt(): void {
    const { model, random, timers } = this.#context;
    const master = this.#master;
    if (master === undefined || model.state !== 'DISCONNECTED') return;
    if (!this.#isLinked) {
      this.#isLinked = true;
      this.#ports.peers.link(master, { reconnect: true });
    }
    this.#attempts += 1;
    const { registrationBackoffMs } = this.#context.config;
    const delayMs =
      this.#exits > 0 && this.#attempts <= relinkAttempts
        ? jitteredBackoffMs(random, firstRelinkMs, lastRelinkMs, this.#attempts)
        : Math.max(minRetryMs, randomBackoffMs(random, registrationBackoffMs, maxBackoffMs, this.#attempts));
    this.#timer = timers.after(delayMs, () => this.#attempt());
    // An id that is not on disk yet is not one to come back with.
    if (this.#pendingId !== undefined) return;
    if (model.info.id === undefined) {
      this.#ports.peers.send(master, 'internal.RegisterAgentMessage', this.#ports.registerMessage());
    } else {
      model.isReregistering = true;
      this.#sendTasks(master);
    }
  }

  #sendTasks(master: Upid): void {
    this.#unanswered += 1;
    this.#isOutdated = false;
    this.#ports.peers.send(master, 'internal.ReregisterAgentMessage', this.#ports.reregisterMessage());
  }

  #isExpected(from: Upid, id: AgentID): boolean {
    const { log, model } = this.#context;
    if (!this.isMaster(from) || this.#isTerminating() || model.state === 'RECOVERING') {
      log.warn('ignoring an answer to a registration', { from, agent_state: model.state });
      return false;
    }
    if (!isPathComponent(id.value)) {
      log.warn('ignoring an agent id that cannot be the name of a directory', { from, id: id.value });
      return false;
    }
    if (model.info.id === undefined || model.info.id.value === id.value) return true;
    const message = `the master registered this agent as ${id.value}, but it is ${model.info.id.value}`;
    this.#ports.fatal(
      new MesosError('PROTOCOL_VIOLATION', message, { hint: 'start the agent again; it keeps its own id' }),
    );
    return false;
  }

  #accept(connection: MasterAgentConnection | undefined): void {
    const { log, model } = this.#context;
    const seconds = connection?.total_ping_timeout_seconds;
    if (seconds !== undefined && seconds > 0) this.#pingTimeoutMs = Math.min(seconds * 1000, 2 ** 31 - 1);
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#attempts = 0;
    this.#exits = 0;
    model.state = 'RUNNING';
    model.isReregistering = false;
    log.info('registered with the master', { master: this.#master, agent: model.info.id?.value });
    this.#watchPings();
    this.#ports.registered();
    if ((this.#unanswered === 0 && !this.#isOutdated) || this.#master === undefined) return;
    // Attempts made before the answer may still be on their way; the master must not end with what they say.
    this.#unanswered = 0;
    this.#sendTasks(this.#master);
  }

  #watchPings(): void {
    const { config, log, random, timers } = this.#context;
    this.#pingTimer?.cancel();
    this.#pingTimer = timers.after(this.#pingTimeoutMs, () => {
      log.warn('no ping from the master', { timeout_ms: this.#pingTimeoutMs });
      this.#comeBack(randomBackoffMs(random, config.registrationBackoffMs, maxBackoffMs, 0));
    });
  }

  #isTerminating(): boolean {
    return this.#context.model.state === 'TERMINATING';
  }
}

function actorOf(upid: Upid): string {
  return upid.slice(0, upid.indexOf('@'));
}

function addressOf(upid: Upid): string {
  return upid.slice(upid.indexOf('@') + 1);
}
