// The words about flags that help, example files and documentation share.
import { type FlagDeclarations, type FlagSpec, flagGroups } from './flag.ts';

/** The flags by group, in the order of the groups; hidden ones are left out. */
export function groups(flags: FlagDeclarations) {
  const all = Object.entries(flags).filter(([, spec]) => spec.hidden !== true);
  return flagGroups
    .map((group) => ({ group, flags: all.filter(([, spec]) => spec.group === group) }))
    .filter((entry) => entry.flags.length > 0);
}

/** What a flag does, its range, its old names and its default. */
export function describe(spec: FlagSpec): string {
  const parts = [meaning(spec)];
  if (spec.min !== undefined || spec.max !== undefined) parts.push(`Expects ${rangeOf(spec)}.`);
  if (spec.reloadable === true) parts.push('A reload applies a change.');
  if (spec.aliases !== undefined) parts.push(`Old name: ${spec.aliases.join(', ')}.`);
  parts.push(
    `(${spec.default === undefined ? defaultWords(spec) : `default: ${spec.default === '' ? 'empty' : spec.default}`})`,
  );
  return parts.join(' ');
}

/** What a flag does. */
export function meaning(spec: FlagSpec): string {
  return spec.effect === 'none' ? `No effect: ${spec.help}` : spec.help;
}

function rangeOf(spec: FlagSpec): string {
  if (spec.min !== undefined && spec.max !== undefined) return `${spec.min} to ${spec.max}`;
  return spec.min !== undefined ? `at least ${spec.min}` : `at most ${spec.max}`;
}

/** In words what happens without the flag. */
export function defaultWords(spec: FlagSpec): string {
  if (spec.required === true) return 'required';
  return spec.automatic === undefined ? 'not set' : `not set: ${spec.automatic}`;
}

/** Words of a text in lines of at most `width` characters; a longer word stands alone. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
