// Settings files (agent.yaml, agent.d/*.json): one mapping of flag names to values, read by cosmiconfig's YAML and
// JSON loaders. Only its loaders: its explorer would also look for options of its own, JavaScript included, in the
// directory a daemon happens to be started in.
import { defaultLoadersSync } from 'cosmiconfig';
import type { Setting } from './setting.ts';

export interface FileProblem {
  readonly place: string;
  readonly message: string;
}

/** The settings of a file whose name ends in .yaml or .json, in order, each with its place. */
export function parseSettingsFile(
  path: string,
  text: string,
): { readonly settings: readonly Setting[]; readonly problems: readonly FileProblem[] } {
  let content: unknown;
  try {
    const load = path.endsWith('.json') ? defaultLoadersSync['.json'] : defaultLoadersSync['.yaml'];
    content = text.trim() === '' ? undefined : load(path, text);
  } catch (error) {
    return { settings: [], problems: [syntaxProblem(path, error)] };
  }
  if (content === undefined || content === null) return { settings: [], problems: [] };
  if (typeof content !== 'object' || Array.isArray(content)) {
    return {
      settings: [],
      problems: [{ place: path, message: 'expected a mapping of flag names to values' }],
    };
  }
  const settings: Setting[] = [];
  const problems: FileProblem[] = [];
  for (const [name, value] of Object.entries(content)) {
    const found = findKey(text, name);
    const place = found === undefined ? path : `${path}:${found.line}`;
    const written = textOf(value, found?.rest);
    if (written === undefined) {
      problems.push({ place, message: `the value of ${name} is not plain text; put quotes around it` });
    } else if (value === null) {
      problems.push({ place, message: `${name} has no value` });
    } else {
      settings.push({ name, written: name, text: written, place });
    }
  }
  return { settings, problems };
}

/**
 * The text of a value as a flag takes it: objects and arrays as JSON. undefined when YAML has made something else
 * of what was written (1.10 has become 1.1, 2026-01-02 a date), because the flag would not get what the file says.
 */
function textOf(value: unknown, rest: string | undefined): string | undefined {
  if (typeof value === 'string') return value;
  if (value instanceof Date) return undefined;
  if (typeof value === 'object') return JSON.stringify(value);
  const text = String(value);
  if (typeof value !== 'number' || rest === undefined) return text;
  const written = /^[^\s,}]+/.exec(rest)?.[0];
  return written === undefined || written === text ? text : undefined;
}

/** Line (starting with 1) of the first place where `name` is a key, and what follows the colon. */
function findKey(text: string, name: string): { readonly line: number; readonly rest: string } | undefined {
  const escaped = name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const plain = new RegExp(`^(?:${escaped}|"${escaped}"|'${escaped}')[ \\t]*:[ \\t]*([^\\n]*)`, 'm');
  const inFlow = new RegExp(`[{,\\s]["']?${escaped}["']?\\s*:[ \\t]*([^\\n]*)`);
  const match = plain.exec(text) ?? inFlow.exec(text);
  if (match === null) return undefined;
  const keyAt = match.index + match[0].indexOf(name);
  return { line: text.slice(0, keyAt).split('\n').length, rest: match[1] ?? '' };
}

function syntaxProblem(path: string, error: unknown): FileProblem {
  const message = error instanceof Error ? error.message : String(error);
  const reason = message
    .split('\n')
    .find((line) => line.trim() !== '' && !/^(YAML|JSON) Error in /.test(line))
    ?.trim();
  const line = /\((?:line )?(\d+):\d+\)/.exec(message)?.[1] ?? /line (\d+)/.exec(message)?.[1];
  return { place: line === undefined ? path : `${path}:${line}`, message: reason ?? message };
}
