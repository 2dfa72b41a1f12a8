// Stack traces in files and lines of the sources. Importing it is enough. Node reads the stack of every error that ends
// a socket, so a stack must cost little: the map is read when a stack goes through a place of this program that no
// stack has gone through before, and only the texts of those places are kept.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type * as Zlib from 'node:zlib';
import { originsOf, type Place, type SourceMapText } from '../base/source-map.ts';

/** What build.mjs writes before the map. Node would keep a map of the usual form in memory. */
const marker = '\n// source map: ';

/** The map, deflated and in base64, is the last line of the program; undefined where there is none. */
function readMap(file: string): SourceMapText | undefined {
  try {
    const bytes = readFileSync(file);
    const start = bytes.lastIndexOf(marker);
    if (start < 0) return undefined;
    const packed = Buffer.from(bytes.toString('latin1', start + marker.length), 'base64');
    // Not imported: most runs need it never.
    const { inflateSync } = createRequire(file)('node:zlib') as typeof Zlib;
    return JSON.parse(inflateSync(packed).toString()) as SourceMapText;
  } catch {
    return undefined;
  }
}

/** EX_SOFTWARE of sysexits.h. */
const softwareErrorStatus = 70;

/** As many places as programs have; errors of a program do not come from so many. */
const maxPlaces = 10_000;

/** The places of a program's file, as stacks name them, in the sources. */
class Origins {
  readonly #file: string;
  /** By line and column; undefined for what no source has. */
  readonly #known = new Map<string, string | undefined>();

  constructor(file: string) {
    this.#file = file;
  }

  /** Each frame as V8 prints it, with the place in the sources in place of that in the file. */
  describe(frames: readonly NodeJS.CallSite[]): string[] {
    const places = frames.map((frame) => this.#placeOf(frame));
    this.#learn(places.filter((place) => place !== undefined));
    return frames.map((frame, index) => {
      const place = places[index];
      const text = `${frame}`;
      if (place === undefined) return text;
      const key = keyOf(place);
      const origin = this.#known.get(key);
      return origin === undefined ? text : text.replace(`${this.#file}:${key}`, () => origin);
    });
  }

  #placeOf(frame: NodeJS.CallSite): Place | undefined {
    if (frame.getFileName() !== this.#file) return undefined;
    const line = frame.getLineNumber();
    const column = frame.getColumnNumber();
    return line === null || column === null ? undefined : { line: line - 1, column: column - 1 };
  }

  #learn(places: readonly Place[]): void {
    const unknown = places.filter((place) => !this.#known.has(keyOf(place)));
    if (unknown.length === 0) return;
    const map = readMap(this.#file);
    const origins = map === undefined ? [] : originsOf(map, unknown);
    if (this.#known.size > maxPlaces) this.#known.clear();
    for (const [index, place] of unknown.entries()) {
      const origin = origins[index];
      const source = origin?.source.replace(/^(\.\.\/)+/, '');
      this.#known.set(keyOf(place), origin === undefined ? undefined : `${source}:${keyOf(origin)}`);
    }
  }
}

/** As V8 counts: from 1. */
function keyOf({ line, column }: Place): string {
  return `${line + 1}:${column + 1}`;
}

function headline(error: Error): string {
  try {
    return String(error);
  } catch {
    return 'Error that cannot be printed';
  }
}

/**
 * What nobody handles ends the program as everywhere: the stack, and the status of a programmer error. Node would print the
 * line of the program besides, and lines of a bundle are as long as a book.
 */
process.on('uncaughtException', (error) => {
  if (process.listenerCount('uncaughtException') > 1) return;
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exit(softwareErrorStatus);
});

if (typeof __filename === 'string') {
  const origins = new Origins(__filename);
  Error.prepareStackTrace = (error, frames) =>
    [headline(error), ...origins.describe(frames).map((text) => `    at ${text}`)].join('\n');
}
