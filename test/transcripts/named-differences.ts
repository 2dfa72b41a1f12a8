// The differences from the original that remain on purpose, each with its reason. A difference that is not
// named here fails the replay, and so does a named one that does not occur any more.
import type { FoundDifference } from './conversation.ts';

export interface NamedDifference {
  /** Where it shows: the transcript, then the place in the conversation. */
  readonly where: RegExp;
  readonly reason: string;
}

export const masterDifferences: readonly NamedDifference[] = [
  {
    where:
      /^(04-task-group-default-executor|07-command-task) to the agent \S+StatusUpdateAcknowledgementMessage\([ay]\)$/,
    reason:
      'A scheduler hangs up right after its last ACKNOWLEDGE. The original lost the call to the disconnection, ' +
      'because it passes calls on through other actors; ours handles what came before the end of a connection.',
  },
];

export const agentDifferences: readonly NamedDifference[] = [];

/** The most that may remain in both replays together. */
export const maxNamedDifferences = 10;

export interface PlacedDifference extends FoundDifference {
  readonly transcript: string;
}

/** Lines that say what is wrong; empty when every difference is named and every name occurs. */
export function problemsOf(
  found: readonly PlacedDifference[],
  named: readonly NamedDifference[],
): readonly string[] {
  const textOf = (difference: PlacedDifference): string => `${difference.transcript} ${difference.where}`;
  const unexpected = found
    .filter((difference) => !named.some(({ where }) => where.test(textOf(difference))))
    .map((item) => `unexpected: ${textOf(item)}: recorded ${item.recorded}, ours ${item.ours}`);
  const gone = named
    .filter(({ where }) => !found.some((difference) => where.test(textOf(difference))))
    .map(({ where, reason }) => `does not occur any more: ${String(where)} (${reason})`);
  return [...unexpected, ...gone];
}
