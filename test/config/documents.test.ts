// The documents that operators follow: every block of commands has a mark that says which test runs it, and what
// they say about flags and files is true.
import { existsSync, readFileSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parseEnvFile } from '../../src/config/env-file.ts';
import { findFlag } from '../../src/config/flag.ts';
import { agentProgram, executeProgram, masterProgram, migrateProgram } from '../../src/config/programs.ts';
import { docBlocks, docCommands, executedDocuments } from '../support/doc-commands.ts';

const test = suite('config/documents');

const fenced = (mark: string, body: string): string => `text\n\n${mark}\n\`\`\`sh\n${body}\n\`\`\`\n`;

test('every block of commands has a mark', () => {
  for (const path of executedDocuments) {
    const blocks = docBlocks(path);
    assert.ok(blocks.length > 0, path);
    for (const block of blocks) {
      assert.ok(block.commands.trim() !== '', `${path}:${block.line}`);
      assert.ok(block.runner !== undefined || (block.reason ?? '').length > 10, `${path}:${block.line}`);
    }
  }
});

test('both families of packages are installed, upgraded and removed by the document', () => {
  for (const name of ['install', 'upgrade', 'remove']) {
    assert.match(docCommands('docs/install.md', 'vm', name), /apt-get/);
    assert.match(docCommands('docs/install.md', 'rpm', name), /dnf/);
  }
});

test('blocks are read with line, runner and name', () => {
  const text = `${fenced('<!-- run: vm start -->', 'one\ntwo')}${fenced('<!-- run: no: it needs a shop -->', 'three')}`;
  assert.equal(docBlocks('x.md', text), [
    { path: 'x.md', line: 5, runner: 'vm', name: 'start', commands: 'one\ntwo\n' },
    { path: 'x.md', line: 12, runner: undefined, name: '', reason: 'it needs a shop', commands: 'three\n' },
  ]);
  assert.equal(docBlocks('x.md', '```yaml\na: 1\n```\n'), []);
});

test('blocks without a mark, or with a wrong one, are refused', () => {
  const refused = (text: string, expected: RegExp) => assert.throws(() => docBlocks('x.md', text), expected);
  refused('```sh\nls\n```\n', /x\.md:1: no <!-- run/);
  refused(fenced('<!-- run: mac start -->', 'ls'), /x\.md:4: "run: mac start" names no runner/);
  refused(fenced('<!-- run: vm -->', 'ls'), /names no runner and block/);
  refused(fenced('<!-- run: vm start -->\n', 'ls'), /no <!-- run/);
  refused('```\nls\n```\n', /without language/);
  refused('```sh\nls\n', /no end/);
  refused('<!-- run: vm a -->\n```yaml\na: 1\n```\n', /no sh/);
  refused(fenced('<!-- run: vm a -->', 'ls').repeat(2), /a second block "vm a"/);
  assert.throws(() => docCommands('docs/install.md', 'vm', 'no-such-block'), /has no block/);
});

test('names of the reader’s machines are replaced', () => {
  const text = docCommands('docs/operate.md', 'second', 'worker', { 'master.example.org': 'first' });
  assert.match(text, /MESOS_master=first:5050/);
  assert.not.match(text, /example/);
});

test('flags and files that the documents name exist', () => {
  const programs = [masterProgram, agentProgram, executeProgram, migrateProgram];
  // Options of other programs that the documents show.
  const others = ['no-pager', 'version', 'help', 'now', 'only-upgrade', 'setopt', 'boot', 'signal'];
  for (const path of [...executedDocuments, 'docs/guide.md']) {
    const text = readFileSync(path, 'utf8');
    for (const [, name] of text.matchAll(/(?<![\w-])--([a-z][a-z0-9_-]*)/g)) {
      const plain = name!.replace(/^no-/, '');
      const isKnown =
        others.includes(name!) || programs.some(({ flags }) => findFlag(flags, plain) !== undefined);
      assert.ok(isKnown, `${path}: --${name}`);
    }
    for (const [, name] of text.matchAll(/MESOS_([A-Za-z0-9_]+)=/g)) {
      assert.ok(
        programs.some(({ flags }) => findFlag(flags, name!.toLowerCase()) !== undefined),
        `${path}: MESOS_${name}`,
      );
    }
    for (const [, target] of text.matchAll(/\]\(([^)#:]+)\)/g)) {
      assert.ok(existsSync(`docs/${target}`), `${path}: ${target}`);
    }
  }
});

test('lines for the environment files are lines they accept', () => {
  for (const path of executedDocuments) {
    const text = readFileSync(path, 'utf8');
    for (const [, line] of text.matchAll(/echo '(export [^']*)'/g)) {
      assert.equal(parseEnvFile(line!).problems, [], line);
    }
  }
});

test.run();
