// Manual pages and completions: what is in the repository is what the declarations print, and what reads them has
// nothing to complain about.
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { completionFiles } from '../../src/config/completions.ts';
import { manualPages } from '../../src/config/manual.ts';
import { agentProgram, executeProgram, masterProgram } from '../../src/config/programs.ts';
import { escapeRoff, ManualPage } from '../../src/config/roff.ts';
import { needs, program } from '../support/needs.ts';

const test = suite('config/generated');

function contentOf(folder: string): Record<string, string> {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => statSync(join(folder, name)).isFile())
    .sort();
  return Object.fromEntries(names.map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
}

const sorted = (files: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(files).sort(([a], [b]) => (a < b ? -1 : 1)));

test('docs/man is what scripts/generate writes', () => {
  assert.equal(contentOf('docs/man'), sorted(manualPages()));
});

test('packaging/completions is what scripts/generate writes', () => {
  assert.equal(contentOf('packaging/completions'), sorted(completionFiles()));
});

test('a page lists every flag of its program', () => {
  const pages = manualPages();
  for (const [name, { flags }] of [
    ['mesos-master.8', masterProgram],
    ['mesos-agent.8', agentProgram],
    ['mesos-execute.1', executeProgram],
  ] as const) {
    for (const flag of Object.keys(flags)) {
      const written = `\\fB\\-\\-${escapeRoff(flag)}`;
      const negatable = `\\fB\\-\\-[no\\-]${escapeRoff(flag)}\\fR`;
      assert.ok(pages[name]?.includes(written) || pages[name]?.includes(negatable), `${name}: ${flag}`);
    }
  }
});

test('no text is taken for a request of roff', () => {
  const page = new ManualPage({ name: "it's-a.b", section: 5, date: '2026-01-02' });
  page
    .section('Back\\slash')
    .text('.so /etc/passwd is a word, \'ft too; ~ ^ " and \\fB')
    .example(['.TH x', "'x"]);
  const lines = page.toString().split('\n').slice(2);
  assert.equal(lines, [
    '.SH BACK\\eSLASH',
    '\\&.so /etc/passwd is a word, \\(aqft too; \\(ti \\(ha \\(dq and \\efB',
    '.PP',
    '.RS 4',
    '.nf',
    '\\&.TH x',
    '\\(aqx',
    '.fi',
    '.RE',
    '',
  ]);
});

const pagePaths = Object.keys(manualPages()).map((name) => join('docs/man', name));

needs(test, [program('mandoc')], 'mandoc finds nothing to complain about', () => {
  // Its status is not 0 when there is anything to say, and what it says is in the message of the error then.
  execFileSync('mandoc', ['-Tlint', '-Wall', ...pagePaths], { encoding: 'utf8' });
});

needs(test, [program('man'), program('groff')], 'man formats the pages without a warning', () => {
  for (const path of pagePaths) {
    const said = execFileSync('sh', ['-c', 'man --warnings -E UTF-8 -l "$1" 2>&1 >/dev/null', 'sh', path], {
      encoding: 'utf8',
    });
    assert.is(said, '', path);
  }
});

/** What bash offers for a line; the cursor is at its end. */
function bashOffers(command: string, line: string, wordBreaks = ' \t\n"\'><=;|&(:'): string[] {
  const script = [
    'source "packaging/completions/bash/$1"',
    `COMP_LINE=$2 COMP_POINT=\${#2} COMP_WORDBREAKS=$3`,
    `f=$(complete -p "$1"); f=\${f#*-F }; "\${f%% *}"`,
    `for word in "\${COMPREPLY[@]}"; do printf "%s\\n" "$word"; done`,
  ].join('\n');
  const args = ['--norc', '-c', script, 'bash', command, line, wordBreaks];
  return execFileSync('bash', args, { encoding: 'utf8' }).split('\n').slice(0, -1);
}

needs(test, [program('bash')], 'bash: flags, choices, booleans, paths', () => {
  assert.equal(bashOffers('mesos-agent', 'mesos-agent --launcher'), ['--launcher=', '--launcher_dir=']);
  assert.equal(bashOffers('mesos-slave', 'mesos-slave --port=1 --launcher='), ['linux', 'posix']);
  assert.equal(bashOffers('mesos-agent', 'mesos-agent --launcher=l', ' '), ['--launcher=linux']);
  assert.equal(bashOffers('mesos-agent', 'mesos-agent --no-st'), ['--no-strict']);
  assert.equal(bashOffers('mesos-agent', 'mesos-agent --strict=t'), ['true']);
  assert.equal(bashOffers('mesos-master', 'mesos-master --work_dir=docs/ma'), ['docs/man']);
  assert.equal(bashOffers('mesos-master', 'mesos-master --port='), []);
  assert.equal(bashOffers('mesos-master', 'mesos-master --quor'), []);
  assert.equal(bashOffers('mesos-execute', 'mesos-execute --content_type='), ['protobuf', 'json']);
});

needs(test, [program('bash')], 'bash: commands of mesos', () => {
  assert.equal(bashOffers('mesos', 'mesos e'), ['execute']);
  assert.equal(bashOffers('mesos', 'mesos config '), ['migrate']);
  assert.equal(bashOffers('mesos', 'mesos config migrate --d'), ['--dry-run']);
  assert.equal(bashOffers('mesos', 'mesos execute --nam'), ['--name=']);
  assert.equal(bashOffers('mesos', 'mesos execute --content_type=j'), ['json']);
  assert.equal(bashOffers('mesos', 'mesos help '), ['execute', 'config']);
  assert.equal(bashOffers('mesos', 'mesos nonsense --'), []);
});

/** What fish offers for a line, without the descriptions. */
function fishOffers(command: string, line: string): string[] {
  const script = `source packaging/completions/fish/${command}.fish; complete -C "$argv[1]"`;
  return execFileSync('fish', ['--no-config', '-c', script, line], { encoding: 'utf8' })
    .split('\n')
    .slice(0, -1)
    .map((offer) => offer.split('\t')[0]!);
}

needs(test, [program('fish')], 'fish: flags, choices and commands', () => {
  assert.equal(fishOffers('mesos-agent', 'mesos-agent --launcher='), [
    '--launcher=linux',
    '--launcher=posix',
  ]);
  assert.equal(fishOffers('mesos-slave', 'mesos-slave --no-st'), ['--no-strict']);
  assert.equal(fishOffers('mesos-master', 'mesos-master --allocation_i'), ['--allocation_interval']);
  assert.equal(fishOffers('mesos', 'mesos e'), ['execute']);
  assert.equal(fishOffers('mesos', 'mesos config '), ['migrate']);
  assert.equal(fishOffers('mesos', 'mesos config migrate --d'), ['--dry-run']);
  assert.equal(fishOffers('mesos', 'mesos execute --content'), ['--content_type']);
  assert.equal(fishOffers('mesos-execute', 'mesos-execute --no-sh'), ['--no-shell']);
});

/** The specifications a zsh file hands to _arguments or _values; `words` is the line. */
function zshSpecifications(file: string, service: string, words: readonly string[]): string[] {
  const script = [
    '_arguments() { print -rl -- "$@" }',
    '_values() { print -rl -- "$@" }',
    `service=$2; words=("\${(@)argv[3,-1]}"); CURRENT=$#words`,
    'source packaging/completions/zsh/$1',
  ].join('\n');
  const args = ['-f', '-c', script, 'zsh', file, service, ...words];
  return execFileSync('zsh', args, { encoding: 'utf8' }).split('\n').slice(0, -1);
}

needs(test, [program('zsh')], 'zsh: flags, choices and commands', () => {
  const agent = zshSpecifications('_mesos-agent', 'mesos-agent', ['mesos-agent', '']);
  assert.ok(agent.some((spec) => /^--launcher=-\[How .*\]:launcher:\(linux posix\)$/.test(spec)));
  assert.ok(agent.some((spec) => /^--work_dir=-\[.*\]:work_dir:_files$/.test(spec)));
  assert.ok(agent.some((spec) => spec.startsWith('--no-strict[')));
  // A text must not end its own description.
  for (const spec of agent) assert.match(spec, /^--[a-z0-9_-]+(=-)?\[([^[\]\\]|\\.)*\](:[a-z0-9_]+:[^:]*)?$/);
  const migrate = zshSpecifications('_mesos', 'mesos', ['mesos', 'config', 'migrate', '']);
  assert.equal(
    migrate.map((spec) => spec.replace(/\[.*/, '')),
    ['--help', '--version', '--etc=-', '--dry-run'],
  );
  assert.ok(zshSpecifications('_mesos', 'mesos-execute', ['mesos-execute', '']).length > 10);
  assert.ok(zshSpecifications('_mesos', 'mesos', ['mesos', 'execute', '']).length > 10);
  assert.match(
    zshSpecifications('_mesos', 'mesos', ['mesos', '']).join(' '),
    /execute\[.* config\[.* help\[/,
  );
});

test.run();
