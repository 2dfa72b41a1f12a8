// Plays a recorded conversation against a real master: as the agent on a libprocess link and as the scheduler, on HTTP
// connections or on a link of its own. A recorded message is sent when everything recorded before it has come, not by
// the clock.
import { fromJson } from '../../src/protocol/json.ts';
import { decode, encode } from '../../src/protocol/protobuf.ts';
import { type DaemonProcess, eventually, http } from '../support/cluster.ts';
import { Conversation, type Observation } from './conversation.ts';
import { plain } from './mapping.ts';
import {
  actorsOf,
  encodeRecorded,
  eventObservation,
  receivedMessage,
  recordedMessage,
  responseObservation,
} from './observations.ts';
import type { RecordedEntry } from './recording.ts';
import { LibprocessPeer, WireClient } from './wire.ts';

const masterPort = 5050;
const agentPort = 5051;

/** Channels of what the master sends. Pings and heartbeats follow the clock, so they have channels of their own. */
export const masterChannels = {
  agent: 'to the agent',
  pings: 'pings',
  heartbeats: 'heartbeats',
  answers: 'answers to the agent',
  driver: 'to the driver',
  driverAnswers: 'answers to the driver',
};

export class MasterReplay {
  readonly conversation: Conversation;
  readonly #master: DaemonProcess;
  readonly #agent: LibprocessPeer;
  #driver: LibprocessPeer | undefined;
  readonly #clients = new Map<number, WireClient>();
  /** Recorded ports of the connections of the scheduler that runs. */
  readonly #schedulers = new Set<number>();

  private constructor(master: DaemonProcess, agent: LibprocessPeer) {
    this.#master = master;
    this.#agent = agent;
    this.conversation = new Conversation({
      idKeys: ['Mesos-Stream-Id', 'id', 'framework_id', 'agent_id', 'slave_id', 'operation_uuid'],
      // All others are passed on as the agent sent them.
      isOwnTime: (holder) =>
        holder['source'] === 'SOURCE_MASTER' || 'nanoseconds' in holder || 'registered_time' in holder,
      endless: [masterChannels.pings, masterChannels.heartbeats],
      unawaited: [masterChannels.answers, masterChannels.driverAnswers],
    });
    this.conversation.mapping.addPort(masterPort, master.port);
    this.conversation.mapping.addPort(agentPort, agent.port);
  }

  static async start(master: DaemonProcess): Promise<MasterReplay> {
    // Until it has recovered its registry, it drops what agents say.
    await eventually('the recovery of the registry', async () => {
      return (await http(master.port, 'POST', '/api/v1/scheduler')).status === 400;
    });
    const agent = await LibprocessPeer.listen();
    const replay = new MasterReplay(master, agent);
    replay.#observe(agent, masterChannels.agent, masterChannels.answers);
    await agent.link(master.port);
    return replay;
  }

  /** The agent's process dies, and another one takes its place. */
  async restartAgent(): Promise<void> {
    await this.#agent.breakLinks();
    await eventually('the master to notice', async () => {
      const { text } = await http(this.#master.port, 'GET', '/slaves');
      return (JSON.parse(text) as { slaves: { active: boolean }[] }).slaves.every(({ active }) => !active);
    });
    await this.#agent.link(this.#master.port);
  }

  /** From now on there is a native driver, which had that port in the recording. */
  async addDriver(recordedPort: number): Promise<void> {
    this.#driver = await LibprocessPeer.listen();
    this.conversation.mapping.addPort(recordedPort, this.#driver.port);
    this.#observe(this.#driver, masterChannels.driver, masterChannels.driverAnswers);
    await this.#driver.link(this.#master.port);
  }

  #observe(peer: LibprocessPeer, messages: string, answers: string): void {
    peer.events = {
      onMessage: (message) => {
        this.#place(receivedMessage(message), messages, (channel, observation) =>
          this.conversation.observe(channel, observation),
        );
      },
      onAnswer: ({ head, body }) => {
        this.conversation.observe(answers, { label: head[0] ?? '', head, body: body.toString() });
      },
    };
  }

  /**
   * Plays the entries that concern the master; the others are between agent and executor.
   * @param lastCalls the calls right after which the scheduler ends without a word
   */
  async play(entries: readonly RecordedEntry[], lastCalls: readonly RecordedEntry[] = []): Promise<void> {
    for (const entry of entries) {
      if (entry.to === masterPort) {
        await this.conversation.settle();
        if (entry.message === undefined) await this.#call(entry);
        else this.#sendAsPeer(entry);
        if (lastCalls.includes(entry)) this.#endScheduler();
      } else {
        this.#expect(entry, entries);
      }
    }
    await this.conversation.finish();
  }

  async stop(): Promise<void> {
    for (const client of this.#clients.values()) client.close();
    await Promise.all([this.#agent.close(), this.#driver?.close()]);
  }

  /** Pings follow the clock, so how many say the same before one says otherwise is not compared. */
  #place(
    observation: Observation,
    channel: string,
    put: (channel: string, observation: Observation) => void,
  ): void {
    const { label, body } = observation;
    if (label !== 'mesos.internal.PingSlaveMessage') put(channel, observation);
    else put(masterChannels.pings, { ...observation, label: `${label} ${JSON.stringify(body)}` });
  }

  #endScheduler(): void {
    for (const port of this.#schedulers) this.#clients.get(port)?.hangUp();
    this.#schedulers.clear();
  }

  #sendAsPeer(entry: RecordedEntry): void {
    if (entry.message === undefined) return;
    const { from, to } = actorsOf(entry.head);
    const peer = isDriver(from) ? this.#driver : this.#agent;
    peer?.send(from, to, entry.message.name, encodeRecorded(entry.message, this.conversation.mapping));
  }

  async #call(entry: RecordedEntry): Promise<void> {
    const client = this.#clients.get(entry.from) ?? (await this.#open(entry.from));
    const recorded = entry.content ?? Buffer.alloc(0);
    const isProtobuf = entry.head.some((line) => line === 'Content-Type: application/x-protobuf');
    const { mapping } = this.conversation;
    const body = isProtobuf
      ? encodedCall(mapping.toOurs(JSON.stringify(plain(decode('scheduler.Call', recorded)))))
      : Buffer.from(mapping.toOurs(recorded.toString()));
    const head = entry.head.map((line) =>
      line.startsWith('Content-Length: ') ? `Content-Length: ${body.length}` : mapping.toOurs(line),
    );
    if (entry.head[0]?.includes('/scheduler ')) this.#schedulers.add(entry.from);
    client.send(head, body);
  }

  async #open(recordedPort: number): Promise<WireClient> {
    let isStream = false;
    let isProtobuf = false;
    const channel = responseChannel(recordedPort);
    const observe = this.conversation.observe.bind(this.conversation);
    const client = await WireClient.open(this.#master.port, {
      onHead: (head) => {
        isStream = head.some((line) => /^Transfer-Encoding: chunked$/i.test(line));
        isProtobuf = head.includes('Content-Type: application/x-protobuf');
        if (isStream) observe(channel, responseObservation(head, Buffer.alloc(0)));
      },
      onChunk: (chunk) => {
        const event = eventObservation(chunk, isProtobuf);
        observe(eventChannel(event, channel), event);
      },
      onMessage: ({ head, body }) => {
        observe(channel, isStream ? endOfStream : responseObservation(head, body));
      },
    });
    this.#clients.set(recordedPort, client);
    return client;
  }

  #expect(entry: RecordedEntry, entries: readonly RecordedEntry[]): void {
    const { conversation } = this;
    if (entry.message !== undefined) {
      const { from, to } = actorsOf(entry.head);
      if (!/^(master|slave-observer\(\d+\))$/.test(from)) return;
      const channel = isDriver(to) ? masterChannels.driver : masterChannels.agent;
      this.#place(recordedMessage(entry, entry.message), channel, (where, observation) =>
        conversation.expect(where, observation),
      );
      return;
    }
    if (entry.from !== masterPort) return;
    const answered = entries.find(({ from, to, message }) => {
      return from === entry.to && to === masterPort && message !== undefined;
    });
    if (answered !== undefined) {
      const isToDriver = isDriver(actorsOf(answered.head).from);
      const answer = { label: entry.head[0] ?? '', head: entry.head, body: '' };
      conversation.expect(isToDriver ? masterChannels.driverAnswers : masterChannels.answers, answer);
      return;
    }
    const channel = responseChannel(entry.to);
    if (entry.chunk === undefined) {
      conversation.expect(channel, responseObservation(entry.head, entry.content ?? Buffer.alloc(0)));
    } else if (entry.chunk.length === 0) {
      conversation.expect(channel, endOfStream);
    } else {
      const isProtobuf = entry.head.includes('Content-Type: application/x-protobuf');
      const event = eventObservation(entry.chunk, isProtobuf);
      conversation.expect(eventChannel(event, channel), event);
    }
  }
}

function isDriver(actor: string): boolean {
  return actor.startsWith('scheduler-');
}

const endOfStream = { label: 'end of the stream' };

/** Connections of the scheduler are told apart by the port they had in the recording. */
function responseChannel(recordedPort: number): string {
  return `to the scheduler at ${recordedPort}`;
}

function eventChannel(event: Observation, channel: string): string {
  return event.label === 'HEARTBEAT' ? masterChannels.heartbeats : channel;
}

function encodedCall(json: string): Uint8Array {
  return encode('scheduler.Call', fromJson('scheduler.Call', JSON.parse(json)));
}
