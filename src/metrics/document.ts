// The text of docs/metrics.md, printed from the declarations by scripts/generate.
import type { Metric } from './metric.ts';
import { maxSeries } from './prometheus.ts';

const head = `# Metrics

Generated from the declarations in the sources by \`scripts/generate\`.

\`/metrics/snapshot\` and the call GET_METRICS give every metric under the name Apache Mesos has for it, as flat JSON with
numbers; a part in angle brackets is replaced by a value. \`/metrics/snapshot\` answers two requests a second and lets
others wait; \`LIBPROCESS_METRICS_SNAPSHOT_ENDPOINT_RATE_LIMIT=<number>/<duration>\` changes that, an empty value ends it.
A timer \`x\` is there once it has run, with its last value as \`x\` and, where the table says over which time, \`x/count\`,
\`x/max\`, \`x/min\`, \`x/p50\`, \`x/p90\`, \`x/p95\`, \`x/p99\`, \`x/p999\` and \`x/p9999\`.

\`/metrics\` gives the same to Prometheus, under the names of the second column: what varies is a label, times are in
seconds, memory and disk in bytes. A metric that is the sum of others is left out there. A metric has at most
${maxSeries} series; \`mesos_metrics_series_dropped\` counts those left out.
`;

export interface Absence {
  readonly names: readonly string[];
  readonly reason: string;
}

export function metricsDocument(
  programs: Readonly<Record<string, readonly Metric[]>>,
  absences: Readonly<Record<string, readonly Absence[]>>,
): string {
  const sections = Object.entries(programs).map(([program, metrics]) =>
    [
      `## ${program}\n`,
      '| name | for Prometheus | kind | what |\n|---|---|---|---|',
      ...[...metrics].sort(byName).map(rowOf),
      '',
      'Names of Apache Mesos that are not here, because what they measure is not:\n',
      ...(absences[program] ?? []).map(absenceText),
      '',
    ].join('\n'),
  );
  return `${[head, ...sections].join('\n').trimEnd()}\n`;
}

function absenceText({ names, reason }: Absence): string {
  return `- ${names.map((name) => `\`${name}\``).join(', ')}: ${reason}`;
}

function byName({ name: left }: Metric, { name: right }: Metric): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

function rowOf(metric: Metric): string {
  const { name, kind, help } = metric;
  const values = Object.entries(metric.values)
    .map(([label, choices]) => `; ${label}: ${choices.join(', ')}`)
    .join('');
  return `| \`${name}\` | ${exportedText(metric)} | ${kind} | ${help}${values} |`;
}

function exportedText({ exported, labels, constantLabels, isResource }: Metric): string {
  if (exported === undefined) return '(sum)';
  const parts = [
    ...labels,
    ...Object.entries(constantLabels).map(([label, value]) => `${label}="${value}"`),
    ...(isResource ? ['unit'] : []),
  ];
  return `\`${exported}${parts.length === 0 ? '' : `{${parts.join(',')}}`}\``;
}
