import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse as dotenv } from 'dotenv';
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parseEnvFile, readLine } from '../../src/config/env-file.ts';

const test = suite('config/env-file');

function valueIn(line: string): string {
  const read = readLine(line);
  if (read === undefined || 'problem' in read) throw new Error(`refused: ${line}: ${JSON.stringify(read)}`);
  return read.value;
}

function problemOf(line: string): string {
  const read = readLine(line);
  if (read === undefined || !('problem' in read))
    throw new Error(`accepted: ${line}: ${JSON.stringify(read)}`);
  return read.problem;
}

test('blank lines and comments say nothing', () => {
  for (const line of ['', '   ', '\t', '# export A=1', '  # x']) assert.is(readLine(line), undefined);
});

test('assignments in the quoting of sh', () => {
  const known: [string, string][] = [
    ['export MESOS_master=host:5050', 'host:5050'],
    ['MESOS_WORK_DIR=/var/lib/mesos', '/var/lib/mesos'],
    ['  export   A=1   # a comment', '1'],
    ['A=', ''],
    ["A=''", ''],
    ['A="x y"', 'x y'],
    ["A='x $HOME `id` \"'", 'x $HOME `id` "'],
    ['A="{\\"a\\": 1}"', '{"a": 1}'],
    ["A='it'\\''s'", "it's"],
    ['A="it\'s"', "it's"],
    ['A=a#b', 'a#b'],
    ['A="a\\nb"', 'a\\nb'],
    ['A=x\\ y', 'x y'],
    ['A=100$', '100$'],
    ['A=-Xmx1g', '-Xmx1g'],
    ['A=a=b', 'a=b'],
  ];
  for (const [line, value] of known) assert.is(valueIn(line), value, line);
});

test('resources and attributes as former packages wrote them', () => {
  assert.is(
    valueIn('export MESOS_resources=cpus:4;mem:1024;ports(*):[1-2]'),
    'cpus:4;mem:1024;ports(*):[1-2]',
  );
  assert.is(valueIn('MESOS_attributes=rack:abc;zone:west;'), 'rack:abc;zone:west');
  assert.is(valueIn('MESOS_min_allocatable_resources=cpus:0.01|mem:32'), 'cpus:0.01|mem:32');
});

test('what would need a shell is refused', () => {
  const refused: [string, RegExp][] = [
    ['MASTER=`cat /etc/mesos/zk`', /backticks/],
    ['A="x`id`"', /backticks/],
    ['A=$(hostname)', /command in \$\(/],
    ['A="$(hostname)"', /command in \$\(/],
    ['A=$'.concat('{HOME}/x'), /variable/],
    ['A="$HOME/x"', /variable/],
    ['A=~/x', /~/],
    ['A=1 B=2', /one assignment/],
    ['A=1;B=2', /two assignments/],
    ['A=1; export B=2', /one assignment/],
    ['if true; then', /NAME=value/],
    ['fi', /NAME=value/],
    ['ulimit -n 8192', /NAME=value/],
    ['export A', /NAME=value/],
    ['A = 1', /NAME=value/],
    ['1A=1', /NAME=value/],
    ['A-B=1', /NAME=value/],
    ['A=x&', /unquoted &/],
    ['A=x>y', /unquoted >/],
    ['A=x||y', /unquoted \|\|/],
    ["A='x", /no closing '/],
    ['A="x', /no closing "/],
    ['A="x\\"', /no closing "/],
    ['A=x\\', /goes on/],
    ['A=(a b)', /array/],
    ["A=$'x'", /not sh/],
    ['A=x\0', /NUL/],
  ];
  for (const [line, reason] of refused) assert.match(problemOf(line), reason, line);
});

test('a file: line numbers, order, line ends of other systems', () => {
  const read = parseEnvFile('\ufeff# head\r\nexport A=1\r\n\r\nB=`x`\nA=2\nexport C="x\n');
  assert.equal(read.assignments, [
    { name: 'A', value: '1', line: 2 },
    { name: 'A', value: '2', line: 5 },
  ]);
  assert.equal(
    read.problems.map(({ line }) => line),
    [4, 6],
  );
});

test('a value with all three kinds of quotes comes through or is refused, but is not mangled', () => {
  assert.is(valueIn('A="a\'b\\"c\\`d"'), `a'b"c\`d`);
  assert.match(problemOf('A="a\'b\\"c\\`d # e"'), /three kinds of quotes/);
});

const anyText = fc.string({ unit: fc.constantFrom(...' \tabz09$`"\'\\#;|(){}[]&<>~=:,.*?!%-_/@é€😀') });

test('every value in single quotes, and every value in double quotes with escapes, comes back', () => {
  fc.assert(
    fc.property(anyText, fc.boolean(), (value, isDouble) => {
      const quoted = isDouble
        ? `"${value.replace(/[\\"$`]/g, '\\$&')}"`
        : `'${value.replaceAll("'", `'"'"'`)}'`;
      const read = readLine(`export A=${quoted}`);
      assert.ok(read !== undefined);
      if ('problem' in read) assert.match(value, /(?=.*')(?=.*")(?=.*`)/);
      else assert.is(read.value, value);
    }),
    { numRuns: 500 },
  );
});

test('where dotenv reads a line without quotes or escapes, both agree', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...'abzAZ09./:,*_-[]@%+') }), (value) => {
      assert.is(valueIn(`A=${value}`), dotenv(`A=${value}`)['A']);
    }),
  );
});

test('an accepted line means what it means to sh', () => {
  // Without ; | ( and ), which are accepted on purpose where sh would end the command.
  const line = fc.string({ unit: fc.constantFrom(...' ab1$"\'\\#{}~=:.*?!-'), maxLength: 12 });
  const lines = fc.sample(line, { numRuns: 3000, seed: 7 });
  const accepted = lines.flatMap((text) => {
    const read = readLine(`A=${text}`);
    return read === undefined || 'problem' in read ? [] : [{ text, value: read.value }];
  });
  assert.ok(accepted.length > 300, `${accepted.length} lines are enough to compare`);
  const directory = mkdtempSync(join(tmpdir(), 'mesos-env-file-'));
  try {
    const script = join(directory, 'lines.sh');
    writeFileSync(script, accepted.map(({ text }) => `A=${text}\nprintf '%s\\0' "$A"\n`).join(''));
    const values = execFileSync('sh', [script], { encoding: 'utf8' }).split('\0').slice(0, -1);
    assert.is(values.length, accepted.length);
    for (const [index, { text, value }] of accepted.entries()) assert.is(value, values[index], `A=${text}`);
  } finally {
    rmSync(directory, { recursive: true });
  }
});

test.run();
