// `mesos execute`: runs one task or task group as a framework of its own, prints its updates in the original's words
// and ends with its result. Unlike the original the exit status tells it: the command's own, 128 + the signal's
// number, 1 when the task was lost or could not run; of a group that of the first task that did not finish.
import { MesosError } from '../base/errors.ts';
import type { Log, Random, Timers } from '../base/ports.ts';
import type { ExecuteFlags } from '../config/execute-flags.ts';
import type { HttpClient } from '../http/client.ts';
import type {
  FrameworkInfo,
  FrameworkInfoCapability,
  Offer,
  SchedulerEvent,
  TaskID,
  TaskStatus,
} from '../protocol/messages.ts';
import { enumSchema } from '../protocol/schema.ts';
import { isTerminal } from '../protocol/task-state.ts';
import { SchedulerClient } from '../sdk/scheduler-client.ts';
import { launchOn, type Work, workOf } from './execute-work.ts';

export interface ExecutePorts {
  readonly http: HttpClient;
  readonly timers: Timers;
  readonly random: Random;
  readonly log: Log;
  /** User the framework runs as. */
  readonly user: string;
  print(line: string): void;
  printError(line: string): void;
}

/** Seconds a declined offer is kept away; the next agent may have room. */
const refuseSeconds = 5;

/** Exit status for the terminal update of a task: see the head of this file. */
export function exitStatusOf(status: Pick<TaskStatus, 'state' | 'message'>): number {
  if (status.state === 'TASK_FINISHED') return 0;
  const code = /Command exited with status (\d+)/.exec(status.message ?? '')?.[1];
  if (code !== undefined) return Number(code) === 0 ? 1 : Number(code) & 0xff;
  const signal = /Command terminated with signal (.+?)(?: \(core dumped\))?$/.exec(status.message ?? '')?.[1];
  const number = signal === undefined ? undefined : signalNumbers.get(signal);
  if (number !== undefined) return 128 + number;
  // Killed for a limit or by a grace period that ran out: the command ended by SIGKILL.
  return status.state === 'TASK_KILLED' ? 128 + 9 : 1;
}

/** The texts of strsignal(3) that a task's last message may carry, with their numbers on Linux. */
const signalNumbers: ReadonlyMap<string, number> = new Map([
  ['Hangup', 1],
  ['Interrupt', 2],
  ['Quit', 3],
  ['Illegal instruction', 4],
  ['Trace/breakpoint trap', 5],
  ['Aborted', 6],
  ['Bus error', 7],
  ['Floating point exception', 8],
  ['Killed', 9],
  ['User defined signal 1', 10],
  ['Segmentation fault', 11],
  ['User defined signal 2', 12],
  ['Broken pipe', 13],
  ['Alarm clock', 14],
  ['Terminated', 15],
  ['CPU time limit exceeded', 24],
  ['File size limit exceeded', 25],
  ['Bad system call', 31],
]);

/** Revocable resources are taken by nothing here, but offers with some of them in it are wanted for the rest. */
const constantCapabilities = ['RESERVATION_REFINEMENT', 'TASK_KILLING_STATE', 'REVOCABLE_RESOURCES'];

/** The framework `mesos execute` registers as. Throws CONFIG_INVALID for a capability that does not exist. */
export function frameworkOf(flags: ExecuteFlags, user: string): FrameworkInfo {
  const known = enumSchema('FrameworkInfo.Capability.Type').numbers;
  const types = [...constantCapabilities, ...(flags.framework_capabilities ?? [])];
  if (flags.partition_aware) types.push('PARTITION_AWARE');
  for (const type of types) {
    if (!known.has(type)) {
      const names = [...known.keys()].join(', ');
      throw new MesosError('CONFIG_INVALID', `--framework_capabilities: ${type} is not one of ${names}`);
    }
  }
  const framework: FrameworkInfo = {
    user,
    name: 'mesos-execute instance',
    checkpoint: flags.checkpoint,
    role: flags.role,
    capabilities: [...new Set(types)].map((type) => ({ type }) as FrameworkInfoCapability),
  };
  if (types.includes('MULTI_ROLE')) {
    delete framework.role;
    framework.roles = [flags.role];
  }
  if (flags.principal !== undefined) framework.principal = flags.principal;
  return framework;
}

/** One run of `mesos execute`; `result` settles with the exit status. */
export class Execution {
  readonly result: Promise<number>;
  readonly #ports: ExecutePorts;
  readonly #flags: ExecuteFlags;
  readonly #work: Work;
  readonly #client: SchedulerClient;
  #finish: (status: number) => void = () => undefined;
  #agentId: string | undefined;
  /** Exit statuses of the tasks that have ended, by task id, in order. */
  readonly #ended = new Map<string, number>();
  #isSubmitted = false;
  #isEnding = false;

  constructor(flags: ExecuteFlags, ports: ExecutePorts) {
    this.#ports = ports;
    this.#flags = flags;
    this.#work = workOf(flags);
    this.result = new Promise((resolve) => {
      this.#finish = resolve;
    });
    this.#client = new SchedulerClient({
      master: flags.master,
      contentType: flags.content_type === 'json' ? 'application/json' : 'application/x-protobuf',
      framework: frameworkOf(flags, ports.user),
      // The framework ends with its task, and not before the last update is acknowledged.
      acknowledgement: 'explicit',
      http: ports.http,
      timers: ports.timers,
      random: ports.random,
      log: ports.log,
      onEvent: (event) => this.#receive(event),
      onDisconnected: (reason) => ports.printError(`Disconnected from the master: ${reason}; trying again`),
      onRefused: (reason) => this.#end(1, reason),
    });
  }

  start(): void {
    this.#client.start();
  }

  /** Asks for the task's end (SIGINT, SIGTERM); a second time ends without waiting for it. */
  interrupt(): void {
    if (!this.#isSubmitted || this.#isEnding) {
      void this.#stop(130);
      return;
    }
    this.#isEnding = true;
    this.#kill();
  }

  /** The tasks that have not ended. */
  #liveTasks(): TaskID[] {
    return this.#work.tasks.map(({ task_id }) => task_id).filter(({ value }) => !this.#ended.has(value));
  }

  #kill(): void {
    for (const task_id of this.#liveTasks()) {
      this.#ports.print(`Asked to kill task '${task_id.value}'`);
      const agent = this.#agentId === undefined ? {} : { agent_id: { value: this.#agentId } };
      this.#client.call({ type: 'KILL', kill: { task_id, ...agent } }).catch((error: unknown) => {
        this.#ports.printError(String(error));
        // Interrupted while the master is away: nobody can be asked, and nobody will answer.
        if (this.#isEnding) void this.#stop(130);
      });
    }
  }

  #receive(event: SchedulerEvent): void {
    switch (event.type) {
      case 'SUBSCRIBED':
        this.#subscribed(event);
        break;
      case 'OFFERS':
        this.#offered(event.offers?.offers ?? []);
        break;
      case 'UPDATE':
        if (event.update !== undefined) this.#updated(event.update.status);
        break;
      case 'ERROR':
        this.#end(1, `The master ended the framework: ${event.error?.message}`);
        break;
      default:
        break;
    }
  }

  #subscribed(event: SchedulerEvent): void {
    this.#ports.print(`Subscribed with ID ${event.subscribed?.framework_id.value}`);
    if (!this.#isSubmitted || this.#agentId === undefined) return;
    // Updates may have been lost while we were away; the master's answer brings the latest state.
    const agent_id = { value: this.#agentId };
    const tasks = this.#liveTasks().map((task_id) => ({ task_id, agent_id }));
    void this.#client.reconcile(tasks);
  }

  #offered(offers: readonly Offer[]): void {
    for (const offer of offers) {
      const launched = !this.#isSubmitted && this.#accept(offer);
      if (!launched) this.#decline(offer);
    }
  }

  /** Launches the work on the offer if it has room for it. */
  #accept(offer: Offer): boolean {
    const framework = this.#client.frameworkId ?? '';
    const operation = launchOn(this.#work, offer, framework, this.#flags.role);
    if (operation === undefined) return false;
    this.#isSubmitted = true;
    this.#agentId = offer.agent_id.value;
    this.#client
      .call({ type: 'ACCEPT', accept: { offer_ids: [offer.id], operations: [operation] } })
      .then(() => this.#submitted(offer.agent_id.value))
      .catch((error: unknown) => this.#end(1, String(error)));
    return true;
  }

  #submitted(agentId: string): void {
    const { executor, tasks } = this.#work;
    const names = tasks.map(({ name }) => name);
    const what =
      executor === undefined ? `task '${names[0]}'` : `task group with tasks [ ${names.join(', ')} ]`;
    this.#ports.print(`Submitted ${what} to agent '${agentId}'`);
    if (this.#flags.kill_after !== undefined) {
      this.#ports.timers.after(this.#flags.kill_after, () => {
        if (!this.#isEnding) this.#kill();
      });
    }
  }

  #decline(offer: Offer): void {
    this.#client
      .call({
        type: 'DECLINE',
        decline: { offer_ids: [offer.id], filters: { refuse_seconds: refuseSeconds } },
      })
      .catch((error: unknown) => this.#ports.log.debug('decline failed', { error: String(error) }));
  }

  #updated(status: TaskStatus): void {
    for (const line of describeStatus(status)) this.#ports.print(line);
    const acknowledged = this.#client.acknowledge(status);
    if (!isTerminal(status.state)) {
      acknowledged.catch((error: unknown) => this.#ports.printError(String(error)));
      return;
    }
    this.#ended.set(status.task_id.value, exitStatusOf(status));
    const isDone = this.#liveTasks().length === 0;
    acknowledged
      .catch((error: unknown) => this.#ports.printError(String(error)))
      .then(() => {
        if (isDone) void this.#stop([...this.#ended.values()].find((ended) => ended !== 0) ?? 0);
      });
  }

  #end(status: number, reason: string): void {
    this.#ports.printError(reason);
    void this.#stop(status);
  }

  async #stop(status: number): Promise<void> {
    try {
      if (this.#client.frameworkId !== undefined) await this.#client.teardown();
    } catch (error) {
      this.#ports.log.debug('teardown failed', { error: String(error) });
    }
    this.#client.close();
    this.#finish(status);
  }
}

/** The lines printed for an update, as the original prints them. */
export function describeStatus(status: TaskStatus): string[] {
  const lines = [`Received status update ${status.state} for task '${status.task_id.value}'`];
  if (status.message !== undefined && status.message !== '') lines.push(`  message: '${status.message}'`);
  if (status.source !== undefined) lines.push(`  source: ${status.source}`);
  if (status.reason !== undefined) lines.push(`  reason: ${status.reason}`);
  if (status.healthy !== undefined) lines.push(`  healthy?: ${status.healthy}`);
  if (status.limitation?.resources !== undefined) {
    const limits = status.limitation.resources.map(
      (resource) => `${resource.name}:${resource.scalar?.value}`,
    );
    lines.push(`  resource limit violation: ${limits.join(';')}`);
  }
  return lines;
}
