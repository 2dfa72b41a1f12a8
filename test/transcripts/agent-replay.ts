// Plays a recorded conversation against a real agent, as the master and, where the recording has one, as the driver of a
// custom executor: it listens, waits for the agent to register, and sends what was sent to the original agent when
// everything recorded before it has come. A task ends when that comes next in the recording, not when its time is over.
import { eventually } from '../support/cluster.ts';
import { Conversation, type Observation } from './conversation.ts';
import { HeldTasks } from './held-tasks.ts';
import { actorsOf, encodeRecorded, receivedMessage, recordedMessage } from './observations.ts';
import type { RecordedEntry, RecordedMessage } from './recording.ts';
import { LibprocessPeer } from './wire.ts';

const masterPort = 5050;
const agentPort = 5051;

/** Channels of what the agent sends. Pongs answer pings in every state, so no order binds them to the rest. */
export const agentChannels = {
  master: 'to the master',
  pongs: 'pongs',
  answers: 'answers to the master',
  executor: 'to the executor',
  executorAnswers: 'answers to the executor',
};

export class AgentReplay {
  readonly conversation = new Conversation({
    idKeys: ['uuid', 'container_id', 'parent', 'executor_pid', 'resource_version_uuid'],
    // An executor's times are passed on.
    isOwnTime: () => this.#executor === undefined,
    unawaited: [agentChannels.answers, agentChannels.executorAnswers],
  });
  readonly #master: LibprocessPeer;
  readonly #tasks: HeldTasks;
  #executor: LibprocessPeer | undefined;
  /** What the agent said last to its master. */
  #lastLabel = '';
  /** A message that has to come before the next one is sent. */
  #isExpecting = false;

  private constructor(master: LibprocessPeer, directory: string) {
    this.#master = master;
    this.#tasks = new HeldTasks(directory, this.conversation.mapping);
    this.#observe(master, agentChannels.master, agentChannels.answers);
    this.conversation.mapping.addPort(masterPort, master.port);
  }

  #observe(peer: LibprocessPeer, messages: string, answers: string): void {
    peer.events = {
      onMessage: (message) => {
        const observation = receivedMessage(message);
        if (peer === this.#master && this.#isRepeated(observation)) return;
        this.conversation.observe(this.#channelOf(observation, messages), observation);
      },
      onAnswer: ({ head, body }) => {
        this.conversation.observe(answers, { label: head[0] ?? '', head, body: body.toString() });
      },
    };
  }

  /** Until it has heard the answer, the agent asks for its registration again and again, by its clock. */
  #isRepeated({ label }: Observation): boolean {
    if (label.endsWith('.PongSlaveMessage')) return false;
    const isRepeated = label === this.#lastLabel && /\.Re(re)?gisterSlaveMessage$/.test(label);
    this.#lastLabel = label;
    return isRepeated;
  }

  /**
   * From now on there is the driver of an executor, which had that port in the recording. The agent starts `program` in
   * the place of the recorded one.
   */
  async addExecutor(
    recorded: { readonly port: number; readonly program: string },
    agent: number,
    program: string,
  ): Promise<void> {
    this.#executor = await LibprocessPeer.listen();
    this.conversation.mapping.addPort(recorded.port, this.#executor.port);
    this.conversation.mapping.add(recorded.program, program);
    this.#observe(this.#executor, agentChannels.executor, agentChannels.executorAnswers);
    await this.#executor.link(agent);
  }

  /** The port that the agent is to be told as its master's. */
  get port(): number {
    return this.#master.port;
  }

  /** @param directory where tasks look for the word to end */
  static async listen(directory: string): Promise<AgentReplay> {
    return new AgentReplay(await LibprocessPeer.listen(), directory);
  }

  /** Opens the link to the agent, as the master does for a registration. */
  async linkTo(port: number): Promise<void> {
    this.conversation.mapping.addPort(agentPort, port);
    await this.#master.link(port);
  }

  /** The agent died: the connections to it are gone. What its successor sends is awaited from here on. */
  unlink(): Promise<void> {
    this.#lastLabel = '';
    return this.#master.breakLinks();
  }

  async play(entries: readonly RecordedEntry[]): Promise<void> {
    const linksOf = (isSender: (entry: RecordedEntry) => boolean): Set<number> =>
      new Set(entries.filter(isSender).map(({ from }) => from));
    const masterLinks = linksOf(isFromMaster);
    const executorLinks = linksOf((entry) => this.#isFromExecutor(entry));
    for (const entry of entries) {
      if (isFromMaster(entry) || this.#isFromExecutor(entry)) {
        // What an executor sent together is sent together: an answer alone is not waited for.
        if (this.#isExpecting || this.#executor === undefined) await this.conversation.settle();
        this.#isExpecting = false;
        this.#tasks.hold(entry);
        this.#send(entry);
      } else if (entry.message !== undefined) {
        // An end that came earlier would show in the updates before it.
        if (this.#tasks.ends(entry)) await this.conversation.settle();
        this.#tasks.end(entry);
        this.#expect(entry, entry.message);
      } else if (entry.from === agentPort) {
        const answer = { label: entry.head[0] ?? '', head: entry.head, body: '' };
        if (masterLinks.has(entry.to)) this.conversation.expect(agentChannels.answers, answer);
        if (executorLinks.has(entry.to)) this.conversation.expect(agentChannels.executorAnswers, answer);
      }
    }
    await this.conversation.finish();
  }

  #expect(entry: RecordedEntry, message: RecordedMessage): void {
    const { from, to } = actorsOf(entry.head);
    const isToExecutor = this.#executor !== undefined && from === 'slave(1)' && isExecutor(to);
    if (!isToExecutor && (entry.to !== masterPort || from !== 'slave(1)' || isStray(entry))) return;
    const observation = recordedMessage(entry, message);
    const channel = isToExecutor ? agentChannels.executor : agentChannels.master;
    this.conversation.expect(this.#channelOf(observation, channel), observation);
    this.#isExpecting = true;
  }

  /** With an executor, updates and acknowledgements of each task have a channel: between tasks there is no order. */
  #channelOf({ label }: Observation, channel: string): string {
    if (label === 'mesos.internal.PongSlaveMessage') return agentChannels.pongs;
    const task = /StatusUpdate\w*\((\S+?)[ )]/.exec(label)?.[1];
    return this.#executor === undefined || task === undefined ? channel : `${channel}, task ${task}`;
  }

  #isFromExecutor(entry: RecordedEntry): boolean {
    return this.#executor !== undefined && entry.to === agentPort && isExecutor(actorsOf(entry.head).from);
  }

  /** Waits for the registration, which the agent sends by itself. */
  async registration(): Promise<void> {
    await eventually(
      'the registration of the agent',
      () => this.conversation.observed(agentChannels.master).length > 0,
    );
  }

  async stop(): Promise<void> {
    await Promise.all([this.#master.close(), this.#executor?.close()]);
  }

  #send(entry: RecordedEntry): void {
    if (entry.message === undefined) return;
    const { from, to } = actorsOf(entry.head);
    const peer = isExecutor(from) ? this.#executor : this.#master;
    // Uuids of an executor are passed on.
    if (isExecutor(from)) this.conversation.mapping.learn(entry.message.body, entry.message.body);
    peer?.send(from, to, entry.message.name, encodeRecorded(entry.message, this.conversation.mapping));
  }
}

function isExecutor(actor: string): boolean {
  return actor.startsWith('executor(');
}

function isFromMaster(entry: RecordedEntry): boolean {
  const isSender = /^(master|slave-observer\(\d+\))$/.test(actorsOf(entry.head).from);
  return entry.to === agentPort && entry.message !== undefined && isSender;
}

/** The recording of the command task holds the end of an executor of an earlier framework. */
function isStray({ message }: RecordedEntry): boolean {
  const body = JSON.stringify(message?.body ?? {});
  return message?.name === 'mesos.internal.ExitedExecutorMessage' && body.includes('-0001"');
}
