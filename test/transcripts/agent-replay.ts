// Plays a recorded conversation against a real agent, as the master: it listens, waits for the agent to
// register, and sends what the original master sent when everything recorded before it has come.
import { eventually } from '../support/cluster.ts';
import { Conversation, type Observation } from './conversation.ts';
import { actorsOf, encodeRecorded, receivedMessage, recordedMessage } from './observations.ts';
import type { RecordedEntry } from './recording.ts';
import { LibprocessPeer } from './wire.ts';

const masterPort = 5050;
const agentPort = 5051;

/** Channels of what the agent sends. Pongs answer pings in every state, so no order binds them to the rest. */
export const agentChannels = { master: 'to the master', pongs: 'pongs', answers: 'answers to the master' };

export class AgentReplay {
  readonly conversation = new Conversation({
    idKeys: ['uuid', 'container_id', 'parent', 'executor_pid', 'resource_version_uuid'],
    isOwnTime: () => true,
  });
  readonly #master: LibprocessPeer;

  private constructor(master: LibprocessPeer) {
    this.#master = master;
    master.events = {
      onMessage: (message) => {
        const observation = receivedMessage(message);
        this.conversation.observe(channelOf(observation), observation);
      },
      onAnswer: ({ head, body }) => {
        const answer = { label: head[0] ?? '', head, body: body.toString() };
        this.conversation.observe(agentChannels.answers, answer);
      },
    };
    this.conversation.mapping.addPort(masterPort, master.port);
  }

  /** The port that the agent is to be told as its master's. */
  get port(): number {
    return this.#master.port;
  }

  static async listen(): Promise<AgentReplay> {
    return new AgentReplay(await LibprocessPeer.listen());
  }

  /** Opens the link to the agent, as the master does for a registration. */
  async linkTo(port: number): Promise<void> {
    this.conversation.mapping.addPort(agentPort, port);
    await this.#master.link(port);
  }

  /** The agent died: the connections to it are gone. What its successor sends is awaited from here on. */
  unlink(): Promise<void> {
    return this.#master.breakLinks();
  }

  async play(entries: readonly RecordedEntry[]): Promise<void> {
    const fromMaster = entries.filter(isFromMaster);
    const masterLinks = new Set(fromMaster.map(({ from }) => from));
    for (const entry of entries) {
      if (isFromMaster(entry)) {
        await this.conversation.settle();
        this.#send(entry);
      } else if (entry.message !== undefined && entry.to === masterPort) {
        if (!isStray(entry)) {
          const observation = recordedMessage(entry, entry.message);
          this.conversation.expect(channelOf(observation), observation);
        }
      } else if (entry.from === agentPort && masterLinks.has(entry.to)) {
        const answer = { label: entry.head[0] ?? '', head: entry.head, body: '' };
        this.conversation.expect(agentChannels.answers, answer);
      }
    }
    await this.conversation.settle();
  }

  /** Waits for the registration, which the agent sends by itself. */
  async registration(): Promise<void> {
    await eventually(
      'the registration of the agent',
      () => this.conversation.observed(agentChannels.master).length > 0,
    );
  }

  stop(): Promise<void> {
    return this.#master.close();
  }

  #send(entry: RecordedEntry): void {
    if (entry.message === undefined) return;
    const { from, to } = actorsOf(entry.head);
    this.#master.send(from, to, entry.message.name, encodeRecorded(entry.message, this.conversation.mapping));
  }
}

function channelOf({ label }: Observation): string {
  return label === 'mesos.internal.PongSlaveMessage' ? agentChannels.pongs : agentChannels.master;
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
