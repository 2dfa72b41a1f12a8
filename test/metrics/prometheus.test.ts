// The text for Prometheus and the flat form, from the same figures; and the declarations of both daemons, by the rules
// of that ecosystem.
import { readFileSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { absentMetrics, declaredMetrics } from '../../src/bin/declared-metrics.ts';
import { metricsDocument } from '../../src/metrics/document.ts';
import { counter, gauge, sum, timer } from '../../src/metrics/metric.ts';
import { collectText, maxSeries } from '../../src/metrics/prometheus.ts';
import { flatMetrics, type MetricSource } from '../../src/metrics/sink.ts';
import { DurationTimer } from '../../src/metrics/timer.ts';

const test = suite('metrics');

/** The whole text at once. */
function prometheusText(source: MetricSource): string {
  const work = collectText([source]);
  for (let step = work.next(); ; step = work.next()) if (step.done === true) return step.value;
}

const total = gauge('x/<resource>_total', 'All of it', {
  as: 'mesos_x_capacity',
  with: { revocable: 'false' },
  isResource: true,
});
const calls = counter('x/<framework>/calls/<call>', 'Calls', { as: 'mesos_x_calls_total' });
const allCalls = counter('x/<framework>/calls', 'All calls', sum);
const uptime = gauge('slave/uptime_secs', 'Uptime');
const run = timer('x/run_ms', 'Runs');

const source: MetricSource = (sink) => {
  const runs = new DurationTimer(1000);
  runs.record(2, 0);
  sink.put(uptime, 1.5);
  sink.put(total, 64, ['mem']);
  sink.put(total, 0.5, ['cpus']);
  sink.put(allCalls, 3, ['a b/"c"\n\\']);
  sink.put(calls, 3, ['a b/"c"\n\\', 'accept']);
  sink.putTimer(run, runs.read(0));
};

test('flat', () => {
  const name = 'x/a%20b%2F%22c%22%0A%5C/calls';
  assert.equal(flatMetrics(source), {
    'slave/uptime_secs': 1.5,
    'x/mem_total': 64,
    'x/cpus_total': 0.5,
    [name]: 3,
    [`${name}/accept`]: 3,
    'x/run_ms': 2,
    ...Object.fromEntries(
      ['max', 'min', 'p50', 'p90', 'p95', 'p99', 'p999', 'p9999'].map((part) => [`x/run_ms/${part}`, 2]),
    ),
    'x/run_ms/count': 1,
  });
});

test('as text', () => {
  assert.is(
    prometheusText(source),
    `# HELP mesos_agent_uptime_seconds Uptime
# TYPE mesos_agent_uptime_seconds gauge
mesos_agent_uptime_seconds 1.5
# HELP mesos_x_capacity All of it
# TYPE mesos_x_capacity gauge
mesos_x_capacity{resource="mem",revocable="false",unit="bytes"} 67108864
mesos_x_capacity{resource="cpus",revocable="false",unit="cores"} 0.5
# HELP mesos_x_calls_total Calls
# TYPE mesos_x_calls_total counter
mesos_x_calls_total{framework="a b/\\"c\\"\\n\\\\",call="accept"} 3
# HELP mesos_x_run_seconds Runs
# TYPE mesos_x_run_seconds summary
mesos_x_run_seconds{quantile="0.5"} 0.002
mesos_x_run_seconds{quantile="0.9"} 0.002
mesos_x_run_seconds{quantile="0.95"} 0.002
mesos_x_run_seconds{quantile="0.99"} 0.002
mesos_x_run_seconds{quantile="0.999"} 0.002
mesos_x_run_seconds{quantile="0.9999"} 0.002
mesos_x_run_seconds_sum 0.002
mesos_x_run_seconds_count 1
# HELP mesos_metrics_series_dropped Series left out of this answer: a metric has at most 10000
# TYPE mesos_metrics_series_dropped gauge
mesos_metrics_series_dropped 0
`,
  );
});

test('a source in steps puts the same, and lets others between them', () => {
  const work = collectText([
    function* (sink) {
      sink.put(uptime, 1);
      yield;
      sink.put(total, 64, ['mem']);
    } as MetricSource,
  ]);
  let steps = 0;
  let step = work.next();
  for (; step.done !== true; step = work.next()) steps += 1;
  assert.ok(steps >= 2);
  assert.match(step.value, /^mesos_agent_uptime_seconds 1$/m);
  assert.match(step.value, /^mesos_x_capacity\{.*\} 67108864$/m);
});

test('series over the limit are left out and counted', () => {
  const text = prometheusText((sink) => {
    for (let i = 0; i < maxSeries + 7; i++) sink.put(calls, i, [`f${i}`, 'accept']);
    sink.put(uptime, 1);
  });
  assert.match(text, /^mesos_metrics_series_dropped 7$/m);
  assert.is(text.match(/^mesos_x_calls_total\{/gm)?.length, maxSeries);
  assert.match(text, /^mesos_agent_uptime_seconds 1$/m);
});

test('the names of both daemons keep the rules: letters, kinds, units', () => {
  for (const [program, metrics] of Object.entries(declaredMetrics)) {
    const kinds = new Map<string, string>();
    for (const { exported, kind, name, labels } of metrics) {
      if (exported === undefined) continue;
      assert.match(exported, /^[a-z][a-z0-9_]*$/, name);
      assert.is(exported.endsWith('_total'), kind === 'counter', `${program}: ${exported} is a ${kind}`);
      assert.is(kinds.get(exported) ?? kind, kind, exported);
      kinds.set(exported, kind);
      assert.not.match(exported, /slave|_ms$|_secs$|_mb$/, exported);
      assert.not.ok(labels.includes('le') || labels.includes('quantile'), exported);
    }
    const flat = metrics.map(({ name, kind }) => `${name} ${kind}`);
    assert.is(new Set(flat).size, flat.length, program);
  }
});

test('docs/metrics.md is what the declarations print (scripts/generate writes it)', () => {
  assert.is(readFileSync('docs/metrics.md', 'utf8'), metricsDocument(declaredMetrics, absentMetrics));
});

test.run();
