// The text of docs/api.md, printed from the declarations of both daemons by scripts/generate.
import type { Endpoint } from './endpoint.ts';

/** What a daemon serves, as declared. */
export interface DeclaredApi {
  readonly program: string;
  /** The id of its process: every path is served below it too. */
  readonly actor: string;
  readonly endpoints: readonly Endpoint[];
  readonly callSets: readonly CallSet[];
}

export interface CallSet {
  /** Path of the endpoint that takes the calls. */
  readonly path: string;
  readonly title: string;
  readonly calls: CallStates;
  /** What the table does not say. */
  readonly note?: string | undefined;
}

/** By type: served, or routed and validated and then answered with 501. */
export type CallStates = Readonly<Record<string, CallState>>;
export type CallState = 'works' | '501';

const head = `# API

Generated from the declarations in the sources by \`scripts/generate\`. What is marked 501 is routed and validated like the
rest (a wrong request is answered with its own error) and then refused with 501 Not Implemented.

Every path answers with and without the id of its process in front (\`/master/state\`, \`/slave(1)/state\`), with trailing
slashes, and with \`.json\` at its end. Unless a row says otherwise, longer paths are served by the longest row that is a
prefix of them. GET serves HEAD as well.
`;

export function apiDocument(apis: readonly DeclaredApi[]): string {
  return `${[head, ...apis.map(describeApi)].join('\n').trimEnd()}\n`;
}

function describeApi({ program, actor, endpoints, callSets }: DeclaredApi): string {
  const rows = endpoints.map(
    (endpoint) =>
      `| \`${endpoint.path}\` | ${endpoint.methods?.join(', ') ?? 'any'} | ${parametersOf(endpoint)} | ${stateOf(endpoint)} | ${summaryOf(endpoint)} |`,
  );
  const sections = callSets.map(({ path, title, calls, note }) => {
    const lines = Object.entries(calls).map(([type, state]) => `| ${type} | ${state} |`);
    return [
      `### ${title}\n`,
      `\`POST ${path}\`: ${countText(calls)}.${note === undefined ? '' : ` ${note}`}\n`,
      '| call | state |\n|---|---|',
      ...lines,
      '',
    ].join('\n');
  });
  return [
    `## ${program}\n`,
    `Process \`${actor}\`; ${endpoints.length} endpoints.\n`,
    '| path | methods | parameters | state | what |\n|---|---|---|---|---|',
    ...rows,
    '',
    ...sections,
  ].join('\n');
}

/** Calls that work and calls that do not, in words. */
export function countText(calls: CallStates): string {
  const states = Object.values(calls);
  const working = states.filter((state) => state === 'works').length;
  return `${working} of ${states.length} calls work, ${states.length - working} answer 501`;
}

function parametersOf({ parameters = {} }: Endpoint): string {
  return Object.keys(parameters)
    .map((name) => `\`${name}\``)
    .join(', ');
}

function stateOf({ missing }: Endpoint): string {
  if (missing === undefined) return 'works';
  return missing === 'all' ? '501' : `works; ${missing.join(', ')}: 501`;
}

function summaryOf({ summary, isExact }: Endpoint): string {
  return isExact === true ? `${summary} Nothing below the path.` : summary;
}
