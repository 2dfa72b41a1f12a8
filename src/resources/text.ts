// The text form of resources: what `--resources` takes (`cpus:4;mem(role):4096;ports:[31000-32000]` or a JSON
// array) and what logs show. Parsed text goes through the same validation as a peer's message.
import type { Resource } from '../protocol/messages.ts';
import type { Entry } from './entry.ts';
import { formatItems } from './items.ts';
import { readResourcesJson } from './json-text.ts';
import { readResources } from './messages.ts';
import { type ResourceProblem, resourceProblem } from './problem.ts';
import { formatRanges } from './ranges.ts';
import type { Resources } from './resources.ts';
import { anyRole, validateRole } from './roles.ts';
import { fromThousandths } from './thousandths.ts';
import { parseValueText } from './value-text.ts';

/** Parses the text of `--resources`. What names no role is reserved statically for `defaultRole`, unless that is `*`. */
export function parseResourcesText(text: string, defaultRole: string = anyRole): Resources | ResourceProblem {
  const wrongRole = validateRole(defaultRole);
  if (wrongRole !== undefined) return resourceProblem('default_role', wrongRole);
  const messages = text.trimStart().startsWith('[')
    ? readResourcesJson(text, defaultRole)
    : readSimpleText(text, defaultRole);
  if (!Array.isArray(messages)) return messages;
  const types = new Map<string, string>();
  for (const { name, type } of messages) {
    if ((types.get(name) ?? type) !== type) {
      return resourceProblem(
        'resources',
        `Resources with the same name ('${name}') but different types are not allowed`,
      );
    }
    types.set(name, type);
  }
  return readResources(messages);
}

function readSimpleText(text: string, defaultRole: string): Resource[] | ResourceProblem {
  const messages: Resource[] = [];
  for (const token of text.split(';')) {
    if (token.trim() === '') continue;
    const message = readToken(token.trim(), defaultRole);
    if (typeof message === 'string') return resourceProblem('resources', message);
    messages.push(message);
  }
  return messages;
}

function readToken(token: string, defaultRole: string): Resource | string {
  const parts = token.split(':');
  if (parts.length !== 2) return `Bad value for resources, missing or extra ':' in '${token}'`;
  const match = /^([^()]*)(?:\(([^()]*)\))?$/.exec(parts[0]!.trim());
  if (match === null) return `Bad value for resources, mismatched parentheses in '${token}'`;
  const name = match[1]!.trim();
  const role = match[2]?.trim() ?? defaultRole;
  const value = parseValueText(parts[1]!);
  if (typeof value === 'string') return `Bad value for resources, ${value} in '${token}'`;
  const base = role === anyRole ? { name } : { name, role };
  if (value.type === 'SCALAR') return { ...base, type: 'SCALAR', scalar: { value: value.scalar } };
  if (value.type === 'RANGES') return { ...base, type: 'RANGES', ranges: { range: [...value.ranges] } };
  if (value.type === 'SET') return { ...base, type: 'SET', set: { item: [...value.items] } };
  return `Bad type for resource '${name}': '${value.text}' is not a number, ranges or a set`;
}

/** The value alone: "4", "[31000-32000]", "{a, b}". */
export function formatAmount(entry: Entry): string {
  if (entry.kind.type === 'SCALAR') return String(fromThousandths(entry.scalar));
  return entry.kind.type === 'RANGES' ? formatRanges(entry.ranges) : formatItems(entry.items);
}

/** One line for logs: `cpus:4; mem(reservations: [(STATIC,web)]):512`; "{}" when there is nothing. */
export function formatResources(resources: Resources): string {
  if (resources.isEmpty) return '{}';
  return resources.entries.map(formatEntry).join('; ');
}

function formatEntry(entry: Entry): string {
  const { kind } = entry;
  const allocated = kind.allocationRole === undefined ? '' : `(allocated: ${kind.allocationRole})`;
  const stack = kind.reservations.map((reservation) =>
    [reservation.type, reservation.role, reservation.principal]
      .filter((part) => part !== undefined)
      .join(','),
  );
  const reserved = stack.length === 0 ? '' : `(reservations: [(${stack.join('),(')})])`;
  const disk = kind.disk?.persistence === undefined ? '' : `[${kind.disk.persistence.id}]`;
  const flags = `${kind.isRevocable ? '{REV}' : ''}${kind.isShared ? `<SHARED>x${entry.copies}` : ''}`;
  return `${kind.name}${allocated}${reserved}${disk}${flags}:${formatAmount(entry)}`;
}
