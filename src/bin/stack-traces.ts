// Stack traces in files and lines of the sources. Importing it is enough. Node's own --enable-source-maps reads the map
// of the bundle at every start, which costs each daemon 8 MB; here that is done when a stack is first asked for.
import { readFileSync } from 'node:fs';
import { SourceMap } from 'node:module';

const marker = '//# sourceMappingURL=data:application/json;base64,';

/** Undefined where the program has none: then stacks stay as they are. */
function readMap(file: string): SourceMap | undefined {
  try {
    const text = readFileSync(file, 'latin1');
    const start = text.lastIndexOf(marker);
    if (start < 0) return undefined;
    const json = Buffer.from(text.slice(start + marker.length).trim(), 'base64').toString();
    return new SourceMap(JSON.parse(json));
  } catch {
    return undefined;
  }
}

/** One frame as V8 prints it, with the place in the sources in place of that in the bundle. */
function describeFrame(frame: NodeJS.CallSite, file: string, map: SourceMap | undefined): string {
  const text = `${frame}`;
  const line = frame.getLineNumber();
  const column = frame.getColumnNumber();
  if (map === undefined || line === null || column === null || frame.getFileName() !== file) return text;
  const origin = map.findEntry(line - 1, column - 1);
  if (!('originalSource' in origin)) return text;
  const source = origin.originalSource.replace(/^(\.\.\/)+/, '');
  const place = `${source}:${origin.originalLine + 1}:${origin.originalColumn + 1}`;
  return text.replace(`${file}:${line}:${column}`, place);
}

function headline(error: Error): string {
  try {
    return String(error);
  } catch {
    return 'Error that cannot be printed';
  }
}

if (typeof __filename === 'string') {
  const file = __filename;
  let map: SourceMap | undefined;
  let isRead = false;
  Error.prepareStackTrace = (error, frames) => {
    if (!isRead) {
      isRead = true;
      map = readMap(file);
    }
    return [headline(error), ...frames.map((frame) => `    at ${describeFrame(frame, file, map)}`)].join(
      '\n',
    );
  };
}
