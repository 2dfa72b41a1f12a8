// The commands of the documentation, for the tests that execute them. Every shell block says in an invisible comment
// above it who runs it, so that no command stands in the documentation that nobody has tried:
//   <!-- run: vm install -->        on the Debian machine of the whole-machine test, under the name "install"
//   <!-- run: second worker -->     on the second machine of that test
//   <!-- run: rpm install -->       with dnf in the install root of the RPM test
//   <!-- run: no: REASON -->        nowhere, and why
import { readFileSync } from 'node:fs';

export const runners = ['vm', 'second', 'rpm'] as const;
export type Runner = (typeof runners)[number];

export interface DocBlock {
  readonly path: string;
  /** Of the first command, starting with 1. */
  readonly line: number;
  /** undefined: not run, for `reason`. */
  readonly runner: Runner | undefined;
  /** Unique for a file and a runner; empty when it is not run. */
  readonly name: string;
  readonly reason?: string | undefined;
  /** The lines of the block, for `sh -e`. */
  readonly commands: string;
}

/** Documents whose commands are executed. */
export const executedDocuments = ['docs/install.md', 'docs/operate.md'] as const;

/** What stands in the documents for the reader's own names. */
export const masterName = 'master.example.org';

/** The shell blocks of a document, in order. Throws when one has no mark, or a mark makes no sense. */
export function docBlocks(path: string, text = readFileSync(path, 'utf8')): readonly DocBlock[] {
  const lines = text.split('\n');
  const blocks: DocBlock[] = [];
  const names = new Set<string>();
  for (let index = 0; index < lines.length; index += 1) {
    const fence = /^```(.*)$/.exec(lines[index] ?? '');
    if (fence === null) continue;
    const end = lines.indexOf('```', index + 1);
    const place = `${path}:${index + 1}`;
    if (end === -1) throw new Error(`${place}: the block has no end`);
    const language = fence[1]!.trim();
    const mark = /^<!-- run: (.*) -->$/.exec(lines[index - 1] ?? '')?.[1];
    if (language === '') throw new Error(`${place}: a block without language`);
    if (language === 'sh') {
      const block = readMark(mark, place);
      const key = `${block.runner} ${block.name}`;
      if (block.runner !== undefined && names.has(key)) throw new Error(`${place}: a second block "${key}"`);
      names.add(key);
      blocks.push({
        path,
        line: index + 2,
        ...block,
        commands: `${lines.slice(index + 1, end).join('\n')}\n`,
      });
    } else if (mark !== undefined) {
      throw new Error(`${place}: a mark above a block that is no sh`);
    }
    index = end;
  }
  return blocks;
}

/**
 * The commands of one block, with the reader's names replaced. Throws when there is no such block, so that a test
 * fails when the documentation loses what it runs.
 */
export function docCommands(
  path: string,
  runner: Runner,
  name: string,
  replace: Readonly<Record<string, string>> = {},
): string {
  const block = docBlocks(path).find((candidate) => candidate.runner === runner && candidate.name === name);
  if (block === undefined) throw new Error(`${path} has no block "run: ${runner} ${name}"`);
  return Object.entries(replace).reduce((text, [from, to]) => text.replaceAll(from, to), block.commands);
}

function readMark(mark: string | undefined, place: string): Pick<DocBlock, 'runner' | 'name' | 'reason'> {
  if (mark === undefined) throw new Error(`${place}: no <!-- run: … --> above the block`);
  const refusal = /^no: (.+)$/.exec(mark);
  if (refusal !== null) return { runner: undefined, name: '', reason: refusal[1]! };
  const [runner, name, more] = mark.split(' ');
  const known = runners.find((candidate) => candidate === runner);
  if (known === undefined || name === undefined || !/^[a-z-]+$/.test(name) || more !== undefined) {
    throw new Error(`${place}: "run: ${mark}" names no runner and block`);
  }
  return { runner: known, name };
}
