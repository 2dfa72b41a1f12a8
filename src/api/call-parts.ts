// The part of a call that its type names: `{type: "TEARDOWN"}` needs `teardown`. Which types have one is read
// off the schema, so a call added there is checked without a line here.
import type { MessageName } from '../protocol/messages.ts';
import { messageSchema } from '../protocol/schema.ts';

/** The problem of a call whose type or part is missing, in the words the API answers with. */
export function missingPart(
  name: MessageName,
  call: { readonly type?: string | undefined },
  optionalParts: readonly string[] = [],
): string | undefined {
  if (call.type === undefined) return "Expecting 'type' to be present";
  const part = call.type.toLowerCase();
  const isDeclared = messageSchema(name).fields.some((field) => field.name === part);
  if (!isDeclared || optionalParts.includes(part)) return undefined;
  return (call as Record<string, unknown>)[part] === undefined
    ? `Expecting '${part}' to be present`
    : undefined;
}
