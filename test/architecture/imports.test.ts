// Imports point one way, and pure folders import no I/O, clock or randomness: the rules of
// docs/ARCHITECTURE.md, checked on the sources themselves.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';

const test = suite('architecture');

/** For each folder of src, the folders it may import from (itself always). */
const allowed: Readonly<Record<string, readonly string[]>> = {
  base: [],
  resources: ['base', 'protocol'],
  protocol: ['base'],
  allocator: ['base', 'protocol', 'resources'],
  registry: ['base', 'protocol', 'resources'],
  storage: ['base'],
  election: ['base', 'protocol'],
  libprocess: ['base', 'protocol'],
  http: ['base', 'libprocess'],
  api: ['base', 'protocol', 'http', 'metrics', 'state'],
  config: ['base'],
  logging: ['base'],
  metrics: ['base'],
  cgroups: ['base'],
  systemd: ['base'],
  launcher: ['base'],
  state: ['base', 'protocol', 'resources'],
  executor: ['base', 'protocol', 'resources'],
  sdk: ['base', 'protocol', 'resources', 'http', 'libprocess', 'election'],
  cli: ['base', 'protocol', 'resources', 'sdk', 'config', 'http', 'logging'],
  examples: ['base', 'config', 'sdk'],
  master: [
    'base',
    'protocol',
    'resources',
    'allocator',
    'registry',
    'storage',
    'election',
    'libprocess',
    'http',
    'api',
    'metrics',
    'state',
  ],
  agent: [
    'base',
    'protocol',
    'resources',
    'storage',
    'election',
    'libprocess',
    'http',
    'api',
    'metrics',
    'state',
    'executor',
    'launcher',
    'cgroups',
    'systemd',
  ],
  bin: ['*'],
};

/** Folders that import nothing of Node and use no clock, randomness or timer; `base/ports.ts` is how they get them. */
const pure = ['base', 'resources', 'protocol', 'allocator', 'registry', 'executor'];

/** Files of mailboxes: handlers are synchronous and reach the world through ports only. */
const cores = ['master', 'agent'];
/** What in those folders is the shell, not the core: it may do I/O. */
const shells = [
  /^agent\/containerizer\//,

  /\/api\//,
  /^agent\/shell\//,
  /^master\/shell\//,
];

const files = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => name.replaceAll('\\', '/'));

function importsOf(file: string): string[] {
  const source = readFileSync(join('src', file), 'utf8');
  return [...source.matchAll(/^(?:import|export)\b[^;]*?from '([^']+)';/gms)].map((match) => match[1]!);
}

const withoutComments = (source: string): string => source.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');

test('imports point one way', () => {
  const wrong: string[] = [];
  for (const file of files) {
    const folder = file.split('/')[0]!;
    const targets = allowed[folder];
    if (targets === undefined) {
      wrong.push(`${file}: the folder ${folder} is not in the table of this test`);
      continue;
    }
    for (const name of importsOf(file)) {
      if (!name.startsWith('.')) continue;
      const target = normalize(join(dirname(file), name)).split('/')[0]!;
      if (target !== folder && !targets.includes(target) && !targets.includes('*'))
        wrong.push(`${file} imports ${name}`);
    }
  }
  assert.equal(wrong, []);
});

test('pure folders and mailboxes reach no clock, randomness or I/O', () => {
  const wrong: string[] = [];
  for (const file of files) {
    const folder = file.split('/')[0]!;
    const isCore = cores.includes(folder) && !shells.some((shell) => shell.test(file));
    if (!pure.includes(folder) && !isCore) continue;
    for (const name of importsOf(file)) {
      if (name.startsWith('node:') && name !== 'node:path') wrong.push(`${file} imports ${name}`);
    }
    const source = withoutComments(readFileSync(join('src', file), 'utf8'));
    for (const [what, pattern] of Object.entries(forbidden)) {
      if (pattern.test(source)) wrong.push(`${file} uses ${what}`);
    }
    if (isCore && /\bawait\b/.test(source)) wrong.push(`${file} uses await in a mailbox`);
  }
  assert.equal(wrong, []);
});

const forbidden: Readonly<Record<string, RegExp>> = {
  'the clock': /\bDate\.now\(|\bnew Date\(\)|\bperformance\.now\(|\bprocess\.hrtime/,
  randomness: /\bMath\.random\(|\brandomUUID\(|\brandomBytes\(/,
  'a timer': /(?<![.\w])(setTimeout|setInterval|setImmediate)\(/,
};

test('no folder or file has a name that says nothing', () => {
  const vague = /(^|[/-])(util|utils|helper|helpers|common|misc|manager)(\.|\/|-|$)/;
  const named = files.filter((file) => vague.test(file) && file !== 'config/common-flags.ts');
  assert.equal(named, []);
});

test('every folder of src is described in docs/ARCHITECTURE.md', () => {
  const text = readFileSync('docs/ARCHITECTURE.md', 'utf8');
  const folders = [...new Set(files.map((file) => file.split('/')[0]!))];
  assert.equal(
    folders.filter((folder) => !text.includes(`src/${folder}/`)),
    [],
  );
});

test.run();
