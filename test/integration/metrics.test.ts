// The metrics of running daemons: the names and kinds of the original's recorded answers in the same situation (one
// framework completed, one with a running task), what is left out and why, and the text for Prometheus as promtool
// reads it.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { absentMetrics, declaredMetrics } from '../../src/bin/declared-metrics.ts';
import type { MetricKind } from '../../src/metrics/metric.ts';
import { Cluster, type DaemonProcess, http, httpBytes, programs, type Sleeper } from '../support/cluster.ts';
import { needs, path, programAt } from '../support/needs.ts';
import { referencePath } from '../support/reference.ts';

const test = suite('metrics');
const recorded = path(referencePath('captures/endpoints'), 'needs the recorded answers beside the checkout');
const promtoolPath = join(programs, 'tools', 'promtool');
const promtool = programAt('promtool', promtoolPath);

let cluster: Cluster;
let master: DaemonProcess;
let agent: DaemonProcess;
let sleeper: Sleeper;

test.before(async () => {
  // No offer, which would change what is consumed, comes and goes while a task runs: it would not be a whole agent.
  cluster = new Cluster({ masterFlags: [`--min_allocatable_resources=cpus:${availableParallelism()}`] });
  ({ master, agent } = await cluster.startPair());
  await cluster.execute(master, ['--name=x', '--command=echo hi', '--resources=cpus:0.1;mem:32']);
  sleeper = await cluster.startSleeper({ master, agent });
});

test.after(async () => {
  await cluster.stop();
  await sleeper.ended;
});

/** What varies from one run to another. */
function withoutIds(name: string): string {
  return name.replace(/frameworks\/[^/]+\/[0-9a-f-]{36}-\d{4}\//, 'frameworks/NAME/ID/').replace(/\/$/, '');
}

/** Kinds as the original has them; whatever is not named here is a counter. */
const gauges = [
  /^system\//,
  /uptime_secs$|recovery_time_secs$|\/elected$|\/registered$|outstanding_offers$|event_stream_subscribers$/,
  /\/(slaves|frameworks|executors)_(connected|disconnected|active|inactive|unreachable|registering|running|terminating)$/,
  /\/tasks_(staging|starting|running|killing|unreachable)$|\/tasks\/active\/|\/[0-9a-f-]+-\d{4}\/subscribed$|\/suppressed$/,
  /\/operations\/(.*\/)?(total|pending|recovering|unreachable)$/,
  /event_queue_(messages|dispatches|http_requests)$/,
  /\/(cpus|gpus|mem|disk)(_revocable)?_(total|used|percent)$/,
  /\/resources\/[^/]+\/(total|offered_or_allocated|consumed)$|\/shares\/dominant$|\/offer_filters\/.*\/active$/,
  /^registrar\/(queued_operations|registry_size_bytes)$/,
];

function kindOfRecorded(name: string): MetricKind {
  if (/_ms(\/|$)/.test(name)) return 'timer';
  return gauges.some((pattern) => pattern.test(name)) ? 'gauge' : 'counter';
}

/** Kinds of the names that declarations stand for. */
function kindOfDeclared(program: 'mesos-master' | 'mesos-agent', name: string): readonly MetricKind[] {
  const base = name.replace(/(_ms)\/.*$/, '$1');
  return declaredMetrics[program]
    .filter(({ name: pattern, labels, values }) => {
      let text = pattern.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
      for (const label of labels)
        text = text.replace(`<${label}>`, `(?:${values[label]?.join('|') ?? '[^/]*'})`);
      return new RegExp(`^${text}$`).test(base);
    })
    .map(({ kind }) => kind);
}

for (const name of ['master', 'agent'] as const) {
  const daemon = (): DaemonProcess => (name === 'master' ? master : agent);

  needs(test, [recorded], `${name}: names and kinds of the original`, async () => {
    const given = JSON.parse((await http(daemon().port, 'GET', '/metrics/snapshot')).text) as Record<
      string,
      unknown
    >;
    assert.ok(Object.values(given).every((value) => typeof value === 'number'));
    const there = new Set(Object.keys(given).map(withoutIds));
    const recordedNames = Object.keys(
      JSON.parse(
        readFileSync(referencePath(`captures/endpoints/${name}-root-metrics_snapshot.json`), 'utf8'),
      ),
    );
    const missing = recordedNames.filter((recordedName) => !there.has(withoutIds(recordedName)));
    const figure = `${recordedNames.length - missing.length} of ${recordedNames.length}`;
    console.log(`\nFIGURE metrics: ${figure} recorded names of the ${name}`);
    const explained = new Set<string>();
    for (const { names, reason } of absentMetrics[`mesos-${name}`]) {
      const patterns = names.map((text) => new RegExp(`^${text.replaceAll('*', '.*')}$`));
      const left = missing.filter((missingName) => patterns.some((pattern) => pattern.test(missingName)));
      for (const missingName of left) explained.add(missingName);
      if (left.length > 0)
        console.log(
          `FIGURE metrics: ${left.length} names of the ${name} left out: ${reason} (${names.join(', ')})`,
        );
      const here = [...there].filter((figure) => patterns.some((pattern) => pattern.test(figure)));
      assert.equal(here, [], `there is what is said not to be: ${reason}`);
    }
    const unexplained = missing.filter((missingName) => !explained.has(missingName));
    assert.equal(unexplained, []);
    for (const recordedName of recordedNames.filter((other) => !missing.includes(other))) {
      const kinds = kindOfDeclared(`mesos-${name}`, recordedName);
      assert.equal(kinds, [kindOfRecorded(recordedName)], recordedName);
    }
  });

  test(`${name}: every figure is declared, and GET_METRICS has the same names`, async () => {
    const given = JSON.parse((await http(daemon().port, 'GET', '/metrics/snapshot')).text);
    for (const figure of Object.keys(given))
      assert.is(kindOfDeclared(`mesos-${name}`, figure).length, 1, figure);
    const answer = await http(daemon().port, 'POST', '/api/v1', {
      body: '{"type":"GET_METRICS","get_metrics":{}}',
      headers: { 'Content-Type': 'application/json' },
    });
    const { metrics } = JSON.parse(answer.text).get_metrics as { metrics: { name: string }[] };
    // A cause that was counted meanwhile may be there besides.
    const names = new Set(metrics.map((metric) => metric.name));
    assert.equal(
      Object.keys(given).filter((figure) => !names.has(figure)),
      [],
    );
  });

  test(`${name}: the text for Prometheus`, async () => {
    const answer = await http(daemon().port, 'GET', '/metrics');
    assert.is(answer.status, 200);
    assert.is(answer.headers['content-type'], 'text/plain; version=0.0.4; charset=utf-8');
    assert.match(answer.text, new RegExp(`^mesos_${name}_uptime_seconds \\d`, 'm'));
    assert.match(answer.text, new RegExp(`^mesos_${name}_tasks\\{state="running"\\} 1$`, 'm'));
    assert.match(
      answer.text,
      new RegExp(`^mesos_${name}_resource_used\\{resource="mem",revocable="false",unit="bytes"\\} \\d+`, 'm'),
    );
    const head = await http(daemon().port, 'HEAD', '/metrics');
    assert.is(head.status, 200);
    assert.is(head.text, '');
    const packed = await httpBytes(daemon().port, '/metrics', { 'Accept-Encoding': 'gzip' });
    assert.is(packed.headers['content-encoding'], 'gzip');
    assert.match(gunzipSync(packed.body).toString(), `mesos_${name}_uptime_seconds`);
    assert.is((await http(daemon().port, 'POST', '/metrics')).status, 405);
    assert.is((await http(daemon().port, 'GET', '/metrics/nosuch')).status, 404);
  });

  needs(test, [promtool], `${name}: promtool finds nothing to say about it`, async () => {
    const { text } = await http(daemon().port, 'GET', '/metrics');
    const command = existsSync(promtoolPath) ? promtoolPath : 'promtool';
    const { status, stdout, stderr } = spawnSync(command, ['check', 'metrics'], {
      input: text,
      encoding: 'utf8',
    });
    assert.is(`${stdout}${stderr}`, '');
    assert.is(status, 0);
    const broken = spawnSync(command, ['check', 'metrics'], { input: `${text}mesos_x{`, encoding: 'utf8' });
    assert.is.not(broken.status, 0);
  });
}

test('the sums of the text are those of the snapshot', async () => {
  const flat = JSON.parse((await http(master.port, 'GET', '/metrics/snapshot')).text) as Record<
    string,
    number
  >;
  const { text } = await http(master.port, 'GET', '/metrics');
  const samples = new Map(
    [...text.matchAll(/^([^#\s]+) (\S+)$/gm)].map((match) => [match[1]!, Number(match[2])]),
  );
  assert.is(samples.get('mesos_master_tasks_ended_total{state="finished"}'), flat['master/tasks_finished']);
  assert.is(
    samples.get('mesos_master_resource_capacity{resource="mem",revocable="false",unit="bytes"}'),
    flat['master/mem_total']! * 1024 * 1024,
  );
  assert.is(
    samples.get('mesos_allocator_role_consumed{role="*",resource="cpus",unit="cores"}'),
    flat['allocator/mesos/quota/roles/*/resources/cpus/consumed'],
  );
});

test.run();
