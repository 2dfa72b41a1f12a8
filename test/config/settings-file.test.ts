import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parseSettingsFile } from '../../src/config/settings-file.ts';

const test = suite('config/settings-file');

function texts(text: string, path = '/etc/mesos/agent.yaml'): Record<string, string | undefined> {
  const { settings, problems } = parseSettingsFile(path, text);
  assert.equal(problems, []);
  return Object.fromEntries(
    settings.map(({ name, text: value, place }) => [`${name}@${place.split(':')[1]}`, value]),
  );
}

function problem(text: string, path = 'a.yaml'): string {
  const { problems } = parseSettingsFile(path, text);
  assert.is(problems.length, 1, JSON.stringify(problems));
  return `${problems[0]!.place}: ${problems[0]!.message}`;
}

test('files without settings', () => {
  for (const text of ['', '  \n', '# only a comment\n#port: 1\n', '---\n']) assert.equal(texts(text), {});
});

test('scalars keep the text that was written, with their line', () => {
  const yaml =
    '# head\nport: 5050\nstrict: false\n"work_dir": /x\nresources: cpus:4;mem:1\nratio: 0.1\nquoted: "1.10"\n';
  assert.equal(texts(yaml), {
    'port@2': '5050',
    'strict@3': 'false',
    'work_dir@4': '/x',
    'resources@5': 'cpus:4;mem:1',
    'ratio@6': '0.1',
    'quoted@7': '1.10',
  });
});

test('JSON files, and nested values as JSON', () => {
  const json = '{\n "port": 5050,\n "executor_environment_variables": {"port": "b"}\n}';
  assert.equal(texts(json, 'x.json'), {
    'port@2': '5050',
    'executor_environment_variables@3': '{"port":"b"}',
  });
  assert.equal(texts('env:\n  A: b\n'), { 'env@1': '{"A":"b"}' });
  assert.equal(texts('{port: 1, strict: true}'), { 'port@1': '1', 'strict@1': 'true' });
});

test('what YAML changes into something else is refused', () => {
  assert.match(
    problem('a: 1\ncluster: 1.10\n'),
    /^a.yaml:2: the value of cluster is not plain text; put quotes/,
  );
  assert.match(problem('cluster: 0x10'), /put quotes/);
  assert.match(problem('cluster: 0123'), /put quotes/);
  assert.match(problem('cluster: 2026-01-02'), /put quotes/);
  assert.match(problem('cluster:\n'), /^a.yaml:1: cluster has no value/);
});

test('broken files are problems with their place', () => {
  assert.match(problem('a: 1\na: 2'), /^a.yaml:2: duplicated mapping key/);
  assert.match(problem('a: [1'), /^a.yaml:\d: unexpected end/);
  assert.match(problem('- a\n- b'), /^a.yaml: expected a mapping/);
  assert.match(problem('just text'), /^a.yaml: expected a mapping/);
  assert.match(problem('a: !!js/function x'), /^a.yaml:1: unknown tag/);
  assert.match(problem('a: 1\n---\nb: 2'), /single document/);
  assert.match(problem('{"a": 1,}', 'a.json'), /^a.json(:\d+)?: /);
  assert.match(problem('{"a": ', 'a.json'), /^a.json(:\d+)?: /);
});

test('names of the language are names like others', () => {
  assert.equal(
    parseSettingsFile('a.yaml', '__proto__: x\nconstructor: y').settings.map(({ name }) => name),
    ['__proto__', 'constructor'],
  );
});

test.run();
