// What a run makes anew (ids, uuids, ports) gets a pair: the recorded text and ours. Everything else must be
// the same. Pairs are learned where both sides name the same thing for the first time.

type Plain = null | boolean | number | string | Plain[] | { [key: string]: Plain };

export class Mapping {
  /** Texts as they stand in JSON and in headers, recorded to ours. */
  readonly #pairs = new Map<string, string>();
  readonly #inverse = new Map<string, string>();
  readonly #idKeys: ReadonlySet<string>;

  /** @param idKeys keys whose value, or whose member `value`, the daemon under test makes anew in each run */
  constructor(idKeys: readonly string[]) {
    this.#idKeys = new Set(idKeys);
  }

  add(recorded: string, ours: string): void {
    if (this.#pairs.has(recorded) || this.#inverse.has(ours)) return;
    this.#pairs.set(recorded, ours);
    this.#inverse.set(ours, recorded);
  }

  /** A port, wherever it stands: in addresses and as the value of a key. */
  addPort(recorded: number, ours: number): void {
    this.add(`127.0.0.1:${recorded}`, `127.0.0.1:${ours}`);
    this.add(`"port":${recorded}`, `"port":${ours}`);
  }

  toOurs(text: string): string {
    return replaceAll(text, this.#pairs);
  }

  toRecorded(text: string): string {
    return replaceAll(text, this.#inverse);
  }

  /** Walks two values in parallel and learns the ids that stand in the same places. */
  learn(recorded: unknown, ours: unknown, key = ''): void {
    if (typeof recorded !== 'object' || recorded === null) return;
    if (typeof ours !== 'object' || ours === null) return;
    for (const [name, value] of Object.entries(recorded as Record<string, unknown>)) {
      const counterpart = (ours as Record<string, unknown>)[name];
      const isId = this.#idKeys.has(name) || (name === 'value' && this.#idKeys.has(key));
      if (isId && typeof value === 'string' && typeof counterpart === 'string') {
        this.#learnText(value, counterpart);
      } else if (isId && typeof value === 'number' && typeof counterpart === 'number') {
        this.add(`"${name}":${value}`, `"${name}":${counterpart}`);
      } else {
        this.learn(value, counterpart, Array.isArray(recorded) ? key : name);
      }
    }
  }

  #learnText(recorded: string, ours: string): void {
    // Ids of the master's making are its own id and a suffix; the id alone stands in other places.
    const own = /^([0-9a-f-]{36})-[OS]?\d+$/;
    const [recordedMaster, oursMaster] = [own.exec(recorded)?.[1], own.exec(ours)?.[1]];
    this.add(recorded, ours);
    if (recordedMaster !== undefined && oursMaster !== undefined) this.add(recordedMaster, oursMaster);
  }
}

function replaceAll(text: string, pairs: ReadonlyMap<string, string>): string {
  if (pairs.size === 0) return text;
  const longestFirst = [...pairs.keys()].sort((a, b) => b.length - a.length);
  const pattern = longestFirst.map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|');
  // A number must end where the pattern ends: port 505 is not the start of port 5051.
  return text.replace(new RegExp(`(?:${pattern})(?!\\d)`, 'g'), (part) => pairs.get(part) ?? part);
}

/** A message as plain JSON: bytes in base64, big integers as text, no field that is unset. */
export function plain(value: unknown): Plain {
  return JSON.parse(
    JSON.stringify(value, (_key, item: unknown) => {
      if (typeof item === 'bigint') return String(item);
      if (item instanceof Uint8Array) return Buffer.from(item).toString('base64');
      // Buffers turn themselves into an object before they come here.
      const encoded = item as { type?: unknown; data?: unknown } | null;
      if (encoded !== null && typeof encoded === 'object' && encoded.type === 'Buffer') {
        return Buffer.from(encoded.data as number[]).toString('base64');
      }
      return item;
    }),
  ) as Plain;
}
