// The registry as entries of a store: `COLLECTION/ID` and a line of JSON, one entry an agent, so that storing
// a change costs what the change is large and a snapshot is read and written piece by piece.
import { MesosError } from '../base/errors.ts';
import { type Collection, commit, type RegistryChange, type RegistryDocument } from './document.ts';
import { fromText, toText } from './lossless-json.ts';

/** Raised when an older master would misread what a newer one wrote, and no minimum capability can say it. */
const documentVersion = 1;

const formatKey = 'format';

/** What this version understands of the registry's minimum capabilities: nothing uses one yet. */
const knownCapabilities: ReadonlySet<string> = new Set<string>();

export interface RegistryEntry {
  readonly key: string;
  readonly value: string;
}

export interface RegistryEntryChange {
  readonly key: string;
  /** Undefined removes the entry. */
  readonly value: string | undefined;
}

/** The first entry of every registry. */
export const formatEntry: RegistryEntry = { key: formatKey, value: toText({ version: documentVersion }) };

export function encodeChange(change: RegistryChange): RegistryEntryChange {
  return {
    key: `${change.collection}/${escapeId(change.id)}`,
    value: change.value === undefined ? undefined : toText(change.value),
  };
}

/**
 * The whole document as entries, encoded as they are taken. It stands for the document as it is now, whatever
 * happens before the last one is taken.
 */
export function snapshotEntries(
  document: RegistryDocument,
  kept: ReadonlyMap<string, string>,
): Iterable<RegistryEntry> {
  const collections = Object.entries(document).map(([collection, entries]) => ({
    collection,
    entries: [...(entries as Map<string, unknown>)],
  }));
  const unknown = [...kept];
  return (function* () {
    yield formatEntry;
    for (const { collection, entries } of collections) {
      for (const [id, value] of entries) yield { key: `${collection}/${escapeId(id)}`, value: toText(value) };
    }
    for (const [key, value] of unknown) yield { key, value };
  })();
}

/** Builds a document from stored changes. */
export class DocumentLoader {
  /** Entries of collections this version does not know: carried along, so that going back and forth loses nothing. */
  readonly kept = new Map<string, string>();
  readonly #document: RegistryDocument;
  #isEmpty = true;
  #problem: MesosError | undefined;

  constructor(document: RegistryDocument) {
    this.#document = document;
  }

  /** Nothing was stored yet. */
  get isEmpty(): boolean {
    return this.#isEmpty;
  }

  add(change: RegistryEntryChange): void {
    this.#isEmpty = false;
    if (this.#problem !== undefined) return;
    if (change.key === formatKey) this.#checkFormat(change.value);
    else this.#commit(change);
  }

  /** To be called after the last change. Why this version must not work with the registry, if so. */
  finish(): MesosError | undefined {
    if (this.#problem !== undefined) return this.#problem;
    const unknown = [...this.#document.minimum_capabilities.keys()].filter(
      (name) => !knownCapabilities.has(name),
    );
    if (unknown.length === 0) return undefined;
    return new MesosError(
      'STORAGE_INCOMPATIBLE',
      `the registry needs a master with ${unknown.join(', ')}, which this version does not have`,
      { hint: 'start the version that ran last, or undo there what uses it' },
    );
  }

  #commit({ key, value }: RegistryEntryChange): void {
    const slash = key.indexOf('/');
    const collection = key.slice(0, Math.max(slash, 0));
    if (!isCollection(this.#document, collection)) {
      if (value === undefined) this.kept.delete(key);
      else this.kept.set(key, value);
      return;
    }
    const id = unescapeId(key.slice(slash + 1));
    const parsed = value === undefined ? undefined : parseEntry(collection, value);
    if (value !== undefined && parsed === undefined) {
      this.#problem = new MesosError('STORAGE_CORRUPT', `the registry's entry ${key} cannot be read`, {
        hint: 'restore the registry from a copy, or move it away to start with an empty one',
      });
      return;
    }
    commit(this.#document, [{ collection, id, value: parsed } as RegistryChange]);
  }

  #checkFormat(value: string | undefined): void {
    const format = value === undefined ? undefined : parseObject(value);
    const version = format?.['version'];
    if (version === documentVersion) return;
    this.#problem = new MesosError(
      'STORAGE_INCOMPATIBLE',
      `the registry has version ${String(version)}, this master reads ${documentVersion}`,
      { hint: 'start the version that wrote it, or a newer one' },
    );
  }
}

function isCollection(document: RegistryDocument, name: string): name is Collection {
  return Object.hasOwn(document, name);
}

/** The value when it has the form its collection needs. */
function parseEntry(collection: Collection, text: string): unknown {
  const value = parseObject(text);
  if (value === undefined) return undefined;
  switch (collection) {
    case 'agents':
      return typeof value['info'] === 'object' && value['info'] !== null ? value : undefined;
    case 'unreachable':
    case 'gone':
      return typeof value['since_ms'] === 'number' ? value : undefined;
    default:
      return value;
  }
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value = fromText(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

/** Ids may hold anything a peer sends; keys are plain: every other UTF-16 unit becomes % and four hex digits. */
function escapeId(id: string): string {
  return id.replace(/[^A-Za-z0-9._~-]/g, (unit) => `%${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

function unescapeId(text: string): string {
  return text.replace(/%([0-9a-f]{4})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}
