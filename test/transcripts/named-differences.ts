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
    where: /^0[1347]-\S+ to the agent \S+StatusUpdateAcknowledgementMessage\((a|y|ck|sleeper)\)$/,
    reason:
      'A scheduler hangs up right after its last ACKNOWLEDGE. The original lost the call to the disconnection, ' +
      'because it passes calls on through other actors; ours handles what came before the end of a connection.',
  },
  {
    where: /^01-registration-execute-reads to the scheduler at 53010 TASK_UPDATED$/,
    reason: 'For the same reason the original tells that the finished task is killed with its framework.',
  },
  {
    where:
      /^03-agent-restart-and-reregister to the scheduler at 45794 OFFERS\.body\.offers\.offers\.0\.resources\.[123]\./,
    reason:
      'The recorded master held one CPU back for a quota that an earlier conversation had set, and what is cut ' +
      'moves the order of resources, which means nothing.',
  },
];

/** The calls of 05 that answer 501, by the port of the recorded client: the call, and who reads what it did not do. */
const notYet: Readonly<Record<string, { readonly call: string; readonly effects?: readonly RegExp[] }>> = {
  '59460': { call: 'UPDATE_QUOTA', effects: [/59472 \S+ 200 OK\.body\.json\.get_quota\./] },
  '59470': { call: 'UPDATE_QUOTA of more than there is' },
  '59482': {
    call: 'UPDATE_WEIGHTS',
    effects: [/59510 \S+ 200 OK\.body\.json\.get_roles\.roles\.0\.weight$/],
  },
  '59514': {
    call: 'DRAIN_AGENT',
    effects: [
      /to the agent \S+DrainSlaveMessage$/,
      /59524 \S+ 200 OK\.body\.json\.get_agents\.agents\.0\.(active|deactivated|drain_info|estimated_drain_start_time)$/,
    ],
  },
  '59536': {
    call: 'DEACTIVATE_AGENT',
    effects: [
      /59538 \S+ 200 OK\.body\.json\.get_agents\.agents\.0\.(active|deactivated|drain_info|estimated_drain_start_time)$/,
    ],
  },
  '59542': { call: 'REACTIVATE_AGENT' },
  '59544': {
    call: 'UPDATE_MAINTENANCE_SCHEDULE',
    effects: [/(59546|59560) \S+ 200 OK\.body\.json\.get_maintenance_(status|schedule)\./],
  },
  '59576': { call: 'DRAIN_AGENT of a machine in a window of maintenance' },
  '59586': { call: 'UPDATE_MAINTENANCE_SCHEDULE' },
  '59594': { call: 'PUT /weights' },
};

/** One for each call, which covers its answer and what would follow from it. */
export const notYetDifferences: readonly NamedDifference[] = Object.entries(notYet).map(
  ([port, { call, effects = [] }]) => {
    const answer = `to the scheduler at ${port} HTTP/1\\.1 (200 OK|202 Accepted|400 Bad Request|501 Not Implemented)$`;
    const where = [answer, ...effects.map(({ source }) => source)].map((text) => `(?:.*${text})`).join('|');
    return {
      where: new RegExp(`^05-operator-writes (?:${where})`),
      reason: `${call} answers 501 in this version`,
    };
  },
);

export const agentDifferences: readonly NamedDifference[] = [
  {
    where:
      /^03-agent-restart-and-reregister to the master \S+StatusUpdateMessage\(ck TASK_STARTING\)\.body\.update\.latest_state$/,
    reason: 'There the executor had said that the task runs before the agent passed on that it starts.',
  },
  {
    where:
      /^06-test-framework-native-driver to the master, task \d \S+\(\d TASK_RUNNING\)\.body\.update\.latest_state$/,
    reason:
      'An executor sends that a task runs and that it has finished at once. The original says in the first of the two ' +
      'what it has heard last, ours what it has on its disk, which is all that outlives it.',
  },
];

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
