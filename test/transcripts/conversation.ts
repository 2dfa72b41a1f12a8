// What a replay expects and what it sees, channel by channel, and the comparison of the two. A channel is one
// direction between two parties; within it the order counts, between channels it does not.
import { eventually } from '../support/cluster.ts';
import { Mapping } from './mapping.ts';

export interface Observation {
  /** What it is: the name of a message, the type of an event, the status of a response. */
  readonly label: string;
  /** Header lines, when this has a head. */
  readonly head?: readonly string[] | undefined;
  readonly body?: unknown;
}

export interface FoundDifference {
  /** `channel label.path`. */
  readonly where: string;
  readonly recorded: string;
  readonly ours: string;
}

export interface ConversationOptions {
  /** Keys of the ids that the daemon under test makes anew. */
  readonly idKeys: readonly string[];
  /** True when the time of a status is made in the run, so that it can only be plausible, not equal. */
  readonly isOwnTime: (status: Readonly<Record<string, unknown>>) => boolean;
  /** Channels that may go on longer than recorded, because they follow the clock. */
  readonly endless?: readonly string[];
  /** Channels that nobody waits for in a conversation, so that what comes on them may be late. */
  readonly unawaited?: readonly string[];
  readonly patienceMs?: number;
}

/** Long enough for a busy machine; what is missing by then does not come. */
const defaultPatienceMs = 15_000;
/** How far a time made in a run may be from now. */
const plausibleSeconds = 120;

interface Channel {
  readonly expected: Observation[];
  readonly observed: Observation[];
  /** How many of each kind were waited for in vain. */
  missing: ReadonlyMap<string, number>;
}

export class Conversation {
  readonly mapping: Mapping;
  readonly #options: ConversationOptions;
  readonly #channels = new Map<string, Channel>();
  #isRecording = true;

  constructor(options: ConversationOptions) {
    this.#options = options;
    this.mapping = new Mapping(options.idKeys);
  }

  expect(channel: string, observation: Observation): void {
    this.#channel(channel).expected.push(observation);
  }

  observe(channel: string, observation: Observation): void {
    if (this.#isRecording) this.#channel(channel).observed.push(observation);
  }

  observed(channel: string): readonly Observation[] {
    return this.#channel(channel).observed;
  }

  /** How many messages, events and responses the recording has so far. */
  get expectedCount(): number {
    return [...this.#channels.values()].reduce((sum, { expected }) => sum + expected.length, 0);
  }

  /**
   * Waits until all that was expected so far has come, kind by kind: one that is too many stands for no other. What
   * does not come is left to the comparison.
   */
  async settle(): Promise<void> {
    const { unawaited = [] } = this.#options;
    await this.#complete([...this.#channels].filter(([name]) => !unawaited.includes(name)));
  }

  /** The same at the end of what is compared, or before one side goes: all of it has to come. */
  async finish(): Promise<void> {
    await this.#complete([...this.#channels]);
  }

  async #complete(named: readonly (readonly [string, Channel])[]): Promise<void> {
    const { patienceMs = defaultPatienceMs } = this.#options;
    const channels = named.map(([, channel]) => channel);
    await eventually('what was recorded', () => channels.every(isComplete), patienceMs).catch(() => {
      // What did not come is not waited for again.
      for (const channel of channels) channel.missing = outstanding(channel);
    });
    for (const channel of channels) {
      for (const [recorded, ours] of aligned(channel)) this.#learn(recorded, ours);
    }
  }

  /** Forgets what was said so far, as the part before the recording that is compared. */
  restart(): void {
    this.#channels.clear();
  }

  /** Everything in which the run differs from the recording, after mapping. */
  differences(): FoundDifference[] {
    this.#isRecording = false;
    const found: FoundDifference[] = [];
    for (const [name, channel] of this.#channels) {
      const isEndless = this.#options.endless?.includes(name) ?? false;
      for (const [recorded, ours] of aligned(channel)) {
        if (recorded === undefined) {
          if (!isEndless) found.push({ where: `${name} ${ours?.label}`, recorded: 'not sent', ours: 'sent' });
        } else if (ours === undefined) {
          found.push({ where: `${name} ${recorded.label}`, recorded: 'sent', ours: 'not sent' });
        } else {
          this.#compare(`${name} ${recorded.label}`, recorded, ours, found);
        }
      }
    }
    return found;
  }

  #learn(recorded: Observation | undefined, ours: Observation | undefined): void {
    if (recorded === undefined || ours === undefined) return;
    this.mapping.learn(recorded.body, ours.body);
  }

  #compare(where: string, recorded: Observation, ours: Observation, found: FoundDifference[]): void {
    const theirs = {
      head: (recorded.head ?? []).map(withoutDate),
      body: this.#timeless(recorded.body, false),
    };
    const mapped = JSON.parse(
      this.mapping.toRecorded(
        JSON.stringify({ head: (ours.head ?? []).map(withoutDate), body: this.#timeless(ours.body, true) }),
      ),
    ) as unknown;
    compareValues(JSON.parse(JSON.stringify(theirs)), mapped, where, found);
  }

  /** Replaces times made in the run by a word, when they can be right. */
  #timeless(body: unknown, isOurs: boolean): unknown {
    if (typeof body !== 'object' || body === null) return body;
    if (Array.isArray(body)) return body.map((item) => this.#timeless(item, isOurs));
    const result: Record<string, unknown> = {};
    for (const [key, value] of Object.entries(body)) {
      const seconds = secondsOf(key, value);
      const isRight = !isOurs || Math.abs(seconds - Date.now() / 1000) < plausibleSeconds;
      result[key] =
        seconds > 0 && isRight && this.#options.isOwnTime(body as Record<string, unknown>)
          ? 'a time'
          : this.#timeless(value, isOurs);
    }
    return result;
  }

  #channel(name: string): Channel {
    let channel = this.#channels.get(name);
    if (channel === undefined) {
      channel = { expected: [], observed: [], missing: new Map() };
      this.#channels.set(name, channel);
    }
    return channel;
  }
}

function isComplete(channel: Channel): boolean {
  return [...outstanding(channel)].every(([kind, count]) => count <= (channel.missing.get(kind) ?? 0));
}

/** How many of each kind have not come. */
function outstanding({ expected, observed }: Channel): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  const add = ({ label }: Observation, by: number): void => {
    const kind = kindOf(label);
    counts.set(kind, (counts.get(kind) ?? 0) + by);
  };
  for (const observation of expected) add(observation, 1);
  for (const observation of observed) add(observation, -1);
  return counts;
}

/** A request gets one response, so another status than the recorded one is all that will come. */
function kindOf(label: string): string {
  return label.startsWith('HTTP/') ? 'a response' : label;
}

/**
 * Pairs what was recorded with what came: the longest common sequence of labels, so that one that is missing
 * or too many does not make all that follow different.
 */
function aligned({ expected, observed }: Channel): [Observation | undefined, Observation | undefined][] {
  const lengths = Array.from({ length: expected.length + 1 }, () =>
    new Array<number>(observed.length + 1).fill(0),
  );
  const lengthAt = (left: number, right: number): number => lengths[left]?.[right] ?? 0;
  for (let left = expected.length - 1; left >= 0; left -= 1) {
    for (let right = observed.length - 1; right >= 0; right -= 1) {
      const isSame = expected[left]?.label === observed[right]?.label;
      lengths[left]![right] = isSame
        ? lengthAt(left + 1, right + 1) + 1
        : Math.max(lengthAt(left + 1, right), lengthAt(left, right + 1));
    }
  }
  const pairs: [Observation | undefined, Observation | undefined][] = [];
  let [left, right] = [0, 0];
  while (left < expected.length || right < observed.length) {
    if (
      left < expected.length &&
      right < observed.length &&
      expected[left]?.label === observed[right]?.label
    ) {
      pairs.push([expected[left++], observed[right++]]);
    } else if (
      right >= observed.length ||
      (left < expected.length && lengthAt(left + 1, right) >= lengthAt(left, right + 1))
    ) {
      pairs.push([expected[left++], undefined]);
    } else {
      pairs.push([undefined, observed[right++]]);
    }
  }
  return pairs;
}

/** Seconds since the epoch of a field that holds a time; 0 for others. Nanoseconds of a duration are fewer. */
function secondsOf(key: string, value: unknown): number {
  if (typeof value === 'object') return 0;
  if (key === 'timestamp' || key === 'registered_time') return Number(value);
  return key === 'nanoseconds' && Number(value) > 1e17 ? Number(value) / 1e9 : 0;
}

function withoutDate(line: string): string {
  return /^Date: [A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/.test(line)
    ? 'Date: a time'
    : line;
}

function compareValues(recorded: unknown, ours: unknown, path: string, found: FoundDifference[]): void {
  if (typeof recorded === 'object' && recorded !== null && typeof ours === 'object' && ours !== null) {
    const left = recorded as Record<string, unknown>;
    const right = ours as Record<string, unknown>;
    for (const key of new Set([...Object.keys(left), ...Object.keys(right)])) {
      compareValues(left[key], right[key], `${path}.${key}`, found);
    }
    return;
  }
  if (recorded === ours) return;
  found.push({ where: path, recorded: show(recorded), ours: show(ours) });
}

function show(value: unknown): string {
  return value === undefined ? 'absent' : JSON.stringify(value);
}
