// The map is part of a built program, so one is made to throw; what reads the map is compared with Node's own reader.
import '../../src/bin/stack-traces.ts';

import { execFile } from 'node:child_process';
import { once } from 'node:events';
import fs, { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { inflateSync } from 'node:zlib';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { originsOf, type SourceMapText } from '../../src/base/source-map.ts';

const test = suite('stack traces');
const program = resolve('dist/mesos-master');
const marker = '\n// source map: ';

/** What `--version` prints to standard error when `hook` has run before the program. */
function failing(hook: string): Promise<string> {
  const directory = mkdtempSync(join(tmpdir(), 'mesos-stack-'));
  const file = join(directory, 'hook.cjs');
  writeFileSync(file, hook);
  return new Promise((settle) => {
    execFile(process.execPath, ['--require', file, program, '--version'], (_error, _stdout, stderr) => {
      rmSync(directory, { recursive: true });
      settle(stderr);
    });
  });
}

function mapOf(file: string): SourceMapText {
  const text = readFileSync(file, 'latin1');
  const packed = Buffer.from(text.slice(text.lastIndexOf(marker) + marker.length), 'base64');
  return JSON.parse(inflateSync(packed).toString()) as SourceMapText;
}

test('frames name files and lines of the sources', async () => {
  const stderr = await failing("Object.defineProperty(process, 'stdout', { value: undefined });");
  assert.match(stderr, /^TypeError: Cannot read properties of undefined \(reading 'write'\)\n/);
  const frames = [...stderr.matchAll(/^ {4}at (\w+) \((src\/[\w/.-]+\.ts):(\d+):(\d+)\)$/gm)];
  assert.ok(
    frames.some(([, name]) => name === 'answerQuestion'),
    stderr,
  );
  for (const [frame, , file = '', line, column] of frames.slice(0, -1)) {
    const text = readFileSync(file, 'utf8').split('\n')[Number(line) - 1] ?? '';
    // A call, or the name of the method that is called.
    assert.match(text.slice(Number(column) - 1), /^\w+\(/, frame);
  }
  assert.ok(stderr.length < 2000, 'the text of the program is not printed');
});

test('frames of Node itself stay as they are, and an error that cannot be printed has a stack', async () => {
  const stderr = await failing(
    "process.stdout.write = () => { const odd = new Error('x'); odd.toString = () => { throw odd; }; process._rawDebug(odd.stack); process.exit(); };",
  );
  assert.match(stderr, /^Error that cannot be printed\n {4}at /);
  assert.match(stderr, / {4}at Module\._compile \(node:internal\/modules\/cjs\/loader:\d+:\d+\)$/m);
});

test('the map is read for places of ours that are new, and not for a socket that fails', async () => {
  let reads = 0;
  const read = fs.readFileSync;
  const counting = (...args: Parameters<typeof read>) => {
    if (args[0] === __filename) reads += 1;
    return read(...args);
  };
  fs.readFileSync = counting as typeof read;
  try {
    const [error] = (await once(connect({ host: '127.0.0.1', port: 1 }), 'error', {
      signal: AbortSignal.timeout(10_000),
    }).catch((refusal: Error) => [refusal])) as [Error];
    assert.match(error.stack ?? '', /^Error: connect ECONNREFUSED/);
    assert.is(reads, 0);
    const stacks = [1, 2, 3].map((number) => new Error(`${number}`).stack);
    assert.is(stacks.length, 3);
    assert.is(reads, 1);
  } finally {
    fs.readFileSync = read;
  }
});

test('places are found as Node finds them', () => {
  const map = mapOf(program);
  const reference = new SourceMap({
    sources: [...map.sources],
    mappings: map.mappings,
    file: '',
    version: 3,
    names: [],
    sourcesContent: [],
    sourceRoot: '',
  });
  const lines = readFileSync(program, 'latin1').split('\n');
  const places = Array.from({ length: 5000 }, (_, index) => {
    const line = (index * 7919) % lines.length;
    return { line, column: (index * 31) % ((lines[line]?.length ?? 0) + 1) };
  });
  let compared = 0;
  for (const [index, origin] of originsOf(map, places).entries()) {
    const { line, column } = places[index]!;
    const entry = reference.findEntry(line, column);
    const isHere = 'originalSource' in entry && entry.generatedLine === line;
    const expected = isHere
      ? { source: entry.originalSource, line: entry.originalLine, column: entry.originalColumn }
      : undefined;
    assert.equal(origin, expected, `${line}:${column}`);
    if (isHere) compared += 1;
  }
  assert.ok(compared > 4000, `${compared}`);
});

test('places without a source, and mappings that make no sense, have no origin', () => {
  const sources = ['a.ts'];
  const place = { line: 0, column: 4 };
  assert.equal(originsOf({ sources, mappings: 'AAAA' }, [place]), [{ source: 'a.ts', line: 0, column: 0 }]);
  assert.equal(originsOf({ sources, mappings: 'AAAA,E' }, [place]), [undefined]);
  assert.equal(originsOf({ sources, mappings: 'ACAA' }, [place]), [undefined]);
  assert.equal(originsOf({ sources, mappings: ';AAAA' }, [place]), [undefined]);
  for (const mappings of ['', ';;;', '!!!!', 'gggggggggggggg', 'AAAAAAAA,A']) {
    assert.is(originsOf({ sources, mappings }, [place, { line: 9, column: 0 }]).length, 2);
  }
});

test.run();
