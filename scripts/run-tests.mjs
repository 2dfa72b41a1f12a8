// Runs the built test files, each in its own process, and counts. uvu has no time limit of its own, and a test
// that hangs ends without a summary: both count as one failure here, and the closing line is always printed. What failed
// is said where it happens, and again before the closing line.
import { spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { failureReport } from './lib/failure-report.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const built = join(root, 'dist', 'test');

/** Suites run in this order. Unit files run two at a time, the others alone: they measure or start daemons. */
const suites = {
  check: {
    commands: [
      ['npx', 'tsc', '--noEmit'],
      ['npx', 'biome', 'check', '--error-on-warnings', '.'],
    ],
  },
  unit: {
    commands: [['bash', 'test/config/prepare']],
    folders: (name) => !/^(integration|simulation|interop|transcripts|systemd|packaging|vm)\//.test(name),
    parallel: 2,
  },
  simulation: { folders: (name) => name.startsWith('simulation/'), parallel: 2 },
  transcripts: { folders: (name) => name.startsWith('transcripts/'), parallel: 1 },
  // Real daemons; what their answers are checked with is fetched first.
  integration: {
    commands: [['bash', 'test/integration/prepare']],
    folders: (name) => name.startsWith('integration/'),
    parallel: 1,
  },
  // Third-party clients; they are fetched and built first.
  interop: {
    commands: [['bash', 'test/interop/prepare']],
    folders: (name) => name.startsWith('interop/'),
    parallel: 1,
  },
  // Real systemd in namespaces of this machine.
  systemd: {
    commands: [['bash', 'test/systemd/prepare']],
    folders: (name) => name.startsWith('systemd/'),
    parallel: 1,
  },
  // The packages; what they are built and checked with is installed first.
  rpm: {
    commands: [['bash', 'scripts/packages/prepare', 'rpm']],
    folders: (name) => name === 'packaging/rpm.test.cjs',
    parallel: 1,
  },
  deb: {
    commands: [['bash', 'scripts/packages/prepare', 'deb']],
    folders: (name) => name === 'packaging/deb.test.cjs',
    parallel: 1,
  },
  // Whole machines; the disks are made first. At the end, because it takes the longest.
  vm: {
    commands: [['bash', 'scripts/vm/prepare']],
    folders: (name) => name.startsWith('vm/'),
    parallel: 1,
  },
};

/** A file that runs longer than this hangs. */
const fileTimeoutMs = 20 * 60 * 1000;

const total = { passed: 0, failed: 0, skipped: 0 };
/** What failed: its name and what it printed. */
const failures = [];

function testFiles() {
  if (!existsSync(built)) return [];
  return readdirSync(built, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.test.cjs'))
    .map((name) => name.split(sep).join('/'))
    .sort();
}

function run(command, args) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, FORCE_COLOR: '0' },
    });
    let text = '';
    const timer = setTimeout(() => child.kill('SIGKILL'), fileTimeoutMs);
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk) => {
        text += chunk;
      });
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      resolve({ text, code: code ?? 1, signal });
    });
  });
}

async function runFile(name) {
  const { text, code, signal } = await run(process.execPath, ['--enable-source-maps', join(built, name)]);
  const count = (label) => Number(new RegExp(`^\\s*${label}:\\s+(\\d+)`, 'm').exec(text)?.[1] ?? 0);
  const ran = count('Total');
  const result = { passed: count('Passed'), skipped: count('Skipped'), failed: 0 };
  result.failed = Math.max(0, ran - result.passed);
  if (code !== 0 && result.failed === 0) result.failed = 1;
  if (code === 0 && ran === 0 && result.skipped === 0) result.failed = 1;
  add(result);
  const label = name.replace(/\.cjs$/, '.ts');
  console.log(
    `${result.failed === 0 ? 'ok  ' : 'FAIL'} test/${label}  ${result.passed} passed${result.skipped ? `, ${result.skipped} skipped` : ''}`,
  );
  for (const line of text.split('\n')) if (/^(SKIP|FIGURE) /.test(line)) console.log(`       ${line}`);
  if (result.failed > 0) {
    const end = signal ? `ended by ${signal} (a hanging test?)` : '';
    failures.push({ label: `test/${label}`, text: `${text}\n${end}` });
    console.log(end, `\n${text.slice(-20000)}`);
  }
}

function add(result) {
  total.passed += result.passed;
  total.failed += result.failed;
  total.skipped += result.skipped;
}

async function runSuite(name) {
  const suite = suites[name];
  console.log(`\n== ${name}`);
  for (const [command, ...args] of suite.commands ?? []) {
    const { text, code } = await run(command, args);
    add({ passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0 });
    console.log(`${code === 0 ? 'ok  ' : 'FAIL'} ${args.join(' ')}`);
    for (const line of text.split('\n')) if (/^(SKIP|FIGURE) /.test(line)) console.log(`       ${line}`);
    if (code !== 0) {
      failures.push({ label: args.join(' '), text });
      console.log(text.slice(-20000));
    }
  }
  if (suite.folders !== undefined) await runFiles(testFiles().filter(suite.folders), suite.parallel);
}

async function runFiles(files, parallel) {
  const queue = [...files];
  await Promise.all(
    Array.from({ length: parallel }, async () => {
      for (let file = queue.shift(); file !== undefined; file = queue.shift()) await runFile(file);
    }),
  );
}

const wanted = process.argv.slice(2);
for (const name of wanted.length === 0 ? Object.keys(suites) : wanted) {
  if (name in suites) {
    await runSuite(name);
    continue;
  }
  const below = name.replace(/^test\//, '').replace(/\.ts$/, '.cjs');
  const files = testFiles().filter(
    (file) => file === below || file.startsWith(`${below.replace(/\/$/, '')}/`),
  );
  if (files.length === 0) {
    console.error(`no suite or test file is named ${name}; suites: ${Object.keys(suites).join(', ')}`);
    total.failed += 1;
  }
  await runFiles(files, 1);
}
for (const { label, text } of failures)
  console.log(`\n== failed: ${label}\n${failureReport(text).join('\n')}`);
if (failures.length > 0) console.log(`\nfailed: ${failures.map(({ label }) => label).join(', ')}`);
console.log(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exitCode = total.failed === 0 ? 0 : 1;
