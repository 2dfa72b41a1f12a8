// Where places of a bundled program are in its sources, read from the mappings of a source map (version 3). They are
// gone through once for all places that are asked for, and nothing is kept: as objects, as Node's own SourceMap makes
// them, those of a daemon take 35 MB.

export interface SourceMapText {
  readonly sources: readonly string[];
  readonly mappings: string;
}

/** Line and column count from 0. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

export interface Origin extends Place {
  readonly source: string;
}

const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const valueOfDigit = new Map([...digits].map((digit, value) => [digit.charCodeAt(0), value]));
const comma = ','.charCodeAt(0);
const semicolon = ';'.charCodeAt(0);

/** In the order of `places`; undefined for one that no source has. */
export function originsOf(map: SourceMapText, places: readonly Place[]): (Origin | undefined)[] {
  const { sources, mappings } = map;
  const origins: (Origin | undefined)[] = places.map(() => undefined);
  const order = [...places.keys()].sort((a, b) => compare(places[a] as Place, places[b] as Place));
  let next = 0;
  let line = 0;
  /** Column here, source, line there, column there, name: each is told as the difference to the one before. */
  const fields = [0, 0, 0, 0, 0];
  let count = 0;
  let value = 0;
  let shift = 0;
  let current: { source: number; line: number; column: number } | undefined;

  /** What lies before the column on this line, and all of the lines before, belongs to the segment that ends here. */
  const settle = (column: number): void => {
    for (; next < order.length; next += 1) {
      const index = order[next] as number;
      const place = places[index] as Place;
      if (place.line > line || (place.line === line && place.column >= column)) return;
      const source = current === undefined ? undefined : sources[current.source];
      if (current !== undefined && source !== undefined && place.line === line) {
        origins[index] = { source, line: current.line, column: current.column };
      }
    }
  };

  for (let at = 0; at <= mappings.length && next < order.length; at += 1) {
    const code = at < mappings.length ? mappings.charCodeAt(at) : semicolon;
    if (code !== comma && code !== semicolon) {
      const digit = valueOfDigit.get(code) ?? 0;
      value += (digit & 31) << shift;
      shift += 5;
      if (digit < 32) {
        const difference = (value & 1) === 1 ? -(value >> 1) : value >> 1;
        fields[count] = (fields[count] ?? 0) + difference;
        count += 1;
        value = 0;
        shift = 0;
      }
      continue;
    }
    if (count > 0) {
      settle(fields[0] as number);
      const [, source, there, column] = fields as [number, number, number, number];
      current = count < 4 ? undefined : { source, line: there, column };
      count = 0;
    }
    if (code === semicolon) {
      settle(Number.POSITIVE_INFINITY);
      line += 1;
      fields[0] = 0;
      current = undefined;
    }
  }
  return origins;
}

function compare(a: Place, b: Place): number {
  return a.line - b.line || a.column - b.column;
}
