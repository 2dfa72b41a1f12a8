// Environment files (`mesos-agent-env.sh`): assignments in the quoting of sh, one a line. dotenv drops or mangles
// what it cannot read, so every line is checked here first and given to dotenv only in a form it reads exactly;
// a line that would need a shell is a problem with its number, never a guess.
import { parse } from 'dotenv';

export interface Assignment {
  readonly name: string;
  readonly value: string;
  /** Starting with 1. */
  readonly line: number;
}

export interface LineProblem {
  readonly line: number;
  readonly message: string;
}

/** The assignments of a file in order, and what is wrong with its other lines. */
export function parseEnvFile(text: string): {
  readonly assignments: readonly Assignment[];
  readonly problems: readonly LineProblem[];
} {
  const assignments: Assignment[] = [];
  const problems: LineProblem[] = [];
  const lines = text.replace(/^\ufeff/, '').split('\n');
  for (const [index, raw] of lines.entries()) {
    const read = readLine(raw.endsWith('\r') ? raw.slice(0, -1) : raw);
    if (read === undefined) continue;
    if ('problem' in read) problems.push({ line: index + 1, message: read.problem });
    else assignments.push({ ...read, line: index + 1 });
  }
  return { assignments, problems };
}

/** What one line assigns; undefined for a blank line or a comment. */
export function readLine(
  line: string,
): { readonly name: string; readonly value: string } | { readonly problem: string } | undefined {
  if (/^[ \t]*(#.*)?$/.test(line)) return undefined;
  const match = /^[ \t]*(?:export[ \t]+)?([A-Za-z_][A-Za-z0-9_]*)=(.*)$/s.exec(line);
  if (match === null) return { problem: 'expected NAME=value, with or without "export" in front' };
  const name = match[1]!;
  const word = readWord(match[2]!);
  if ('problem' in word) return word;
  const value = throughDotenv(name, word.value);
  return value === undefined
    ? {
        problem: `the value of ${name} mixes all three kinds of quotes; put it in a file and write file:///path`,
      }
    : { name, value };
}

type Word = { readonly value: string } | { readonly problem: string };

/**
 * The value of one word of sh, which must be the last of its line. An unquoted `;`, `|` or `(` inside it belongs to
 * the value: former packages wrote resources and attributes so.
 */
function readWord(text: string): Word {
  if (text.includes('\0')) return { problem: 'a NUL character' };
  if (text.startsWith('('))
    return { problem: 'an array cannot be the value of a variable of the environment' };
  let value = '';
  let bare = '';
  let position = 0;
  while (position < text.length) {
    const char = text[position]!;
    if (char === ' ' || char === '\t') {
      if (/^[ \t]*(#.*)?$/s.test(text.slice(position))) break;
      return { problem: 'something follows the value: one assignment a line, and quotes around spaces' };
    }
    if (char === "'") {
      const end = text.indexOf("'", position + 1);
      if (end === -1) return unclosed("'");
      value += text.slice(position + 1, end);
      bare += 'x';
      position = end + 1;
    } else if (char === '"') {
      const quoted = readDoubleQuoted(text, position + 1);
      if ('problem' in quoted) return quoted;
      value += quoted.value;
      bare += 'x';
      position = quoted.end;
    } else if (char === '\\') {
      const next = text[position + 1];
      if (next === undefined)
        return { problem: 'a line that goes on in the next one; write the value on one line' };
      value += next;
      bare += 'x';
      position += 2;
    } else {
      const problem = needsShell(text, position, bare);
      if (problem !== undefined) return { problem };
      value += char;
      bare += char;
      position += 1;
    }
  }
  if (/;\s*(export\s|[A-Za-z_][A-Za-z0-9_]*=)/.test(bare)) return { problem: 'two assignments on one line' };
  // The end of a command for sh, an empty last item for resources and attributes: nothing either way.
  return { value: bare.endsWith(';') ? value.slice(0, -1) : value };
}

/** Why an unquoted character needs a shell; undefined when it stands for itself. `before` is the word so far. */
function needsShell(text: string, position: number, before: string): string | undefined {
  const char = text[position]!;
  const next = text[position + 1] ?? '';
  if (char === '`') return 'a command in backticks is not run; write its result';
  if (char === '$') return dollar(next, true);
  if (char === '&' || char === '<' || char === '>') return `an unquoted ${char}: put quotes around the value`;
  if ((char === '|' || char === ';') && next === char)
    return `an unquoted ${char}${char}: put quotes around the value`;
  if (char === '~' && (before === '' || before.endsWith(':')))
    return 'a ~ is not replaced; write the whole path';
  return undefined;
}

function dollar(next: string, unquoted: boolean): string | undefined {
  if (next === '(') return 'a command in $(...) is not run; write its result';
  if (unquoted && (next === "'" || next === '"')) return `quoting with $${next} is not sh`;
  return /[A-Za-z0-9_{@*#?$!-]/.test(next)
    ? `a variable ($${next}...) is not replaced; write its value, or quote it with '`
    : undefined;
}

function readDoubleQuoted(
  text: string,
  start: number,
): { readonly value: string; readonly end: number } | { readonly problem: string } {
  let value = '';
  let position = start;
  while (position < text.length) {
    const char = text[position]!;
    const next = text[position + 1] ?? '';
    if (char === '"') return { value, end: position + 1 };
    if (char === '`') return { problem: 'a command in backticks is not run; write its result' };
    if (char === '$') {
      const problem = dollar(next, false);
      if (problem !== undefined) return { problem };
    }
    if (char === '\\' && next !== '' && '$`"\\'.includes(next)) {
      value += next;
      position += 2;
    } else {
      value += char;
      position += 1;
    }
  }
  return unclosed('"');
}

function unclosed(quote: string): { readonly problem: string } {
  return { problem: `no closing ${quote} on this line; a long value can be in a file: file:///path` };
}

/** The value as dotenv reads it, from the first spelling that it reads exactly. */
function throughDotenv(name: string, value: string): string | undefined {
  const spellings = [`'${value}'`, `"${value}"`, `\`${value}\``, value];
  return spellings.map((spelling) => parse(`${name}=${spelling}`)[name]).find((read) => read === value);
}
