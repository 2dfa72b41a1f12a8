// The files endpoints on real directories: what is served, how, and what a hostile sandbox cannot make them serve.
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Agent } from '../../../src/agent/agent.ts';
import { filesEndpoints, modeText } from '../../../src/agent/api/files.ts';
import type { Reads } from '../../../src/agent/api/reads.ts';
import { emptyModel } from '../../../src/agent/model.ts';
import type { HttpRequest } from '../../../src/http/message.ts';

const test = suite('agent files endpoints');
let workDir = '';
let sandbox = '';

test.before(() => {
  workDir = mkdtempSync(join(tmpdir(), 'mesos-files-'));
  sandbox = join(workDir, 'slaves/A-S0/frameworks/F-0/executors/e/runs/c1');
  mkdirSync(join(sandbox, 'folder'), { recursive: true });
  writeFileSync(join(sandbox, 'stdout'), 'hello\n', { mode: 0o640 });
  writeFileSync(join(sandbox, 'page.html'), '<b>');
  writeFileSync(join(workDir, 'secret'), 'secret');
  symlinkSync(join(workDir, 'secret'), join(sandbox, 'link'));
  symlinkSync('/', join(sandbox, 'root'));
  symlinkSync('stdout', join(sandbox, 'inside'));
  symlinkSync('folder', join(sandbox, 'directory'));
  symlinkSync('missing', join(sandbox, 'dangling'));
  chmodSync(join(sandbox, 'folder'), 0o7755);
  symlinkSync('loop', join(sandbox, 'loop'));
  execFileSync('mkfifo', [join(sandbox, 'pipe')]);
});

test.after(() => {
  rmSync(workDir, { recursive: true, force: true });
});

function request(query: Record<string, string>): HttpRequest {
  return {
    method: 'GET',
    path: '/files',
    target: '/files',
    query: new URLSearchParams(query),
    headers: {},
    body: new Uint8Array(),
    remoteAddress: '127.0.0.1',
  };
}

function endpoints() {
  const model = emptyModel({ hostname: 'h', id: { value: 'A-S0' } }, 0);
  // Only /files/debug reads these.
  return filesEndpoints({ model, config: { workDir } } as unknown as Agent, {} as Reads);
}

const json = (body: unknown): unknown => JSON.parse(String(body));
const at = (name: string): string => `${sandbox}/${name}`;

test('browse lists a directory like ls', async () => {
  const answer = await endpoints().browse(request({ path: `${sandbox}/` }));
  const entries = json(answer.body) as {
    path: string;
    mode: string;
    size: number;
    nlink: number;
    uid: string;
  }[];
  assert.equal(
    entries.map(({ path }) => path),
    ['directory', 'folder', 'inside', 'link', 'page.html', 'pipe', 'root', 'stdout'].map(at),
  );
  // What a link points at, inside of the sandbox.
  assert.equal(
    entries.map(({ mode }) => mode).filter((mode) => !mode.startsWith('l')),
    ['drwxr-xr-x', 'drwxr-xr-x', '-rw-r-----', '-rw-r--r--', 'prw-r--r--', '-rw-r-----'],
  );
  assert.is(entries.filter(({ mode }) => mode.startsWith('l')).length, 2);
  const stdout = entries.at(-1)!;
  assert.is(stdout.mode, '-rw-r-----');
  assert.is(stdout.size, 6);
  assert.is(stdout.nlink, 1);
  assert.is(stdout.uid, execFileSync('id', ['-un']).toString().trim());
  assert.equal(Object.keys(stdout), ['gid', 'mode', 'mtime', 'nlink', 'path', 'size', 'uid']);
});

test('read gives pieces, the size, and an empty end', async () => {
  const files = endpoints();
  const read = async (query: Record<string, string>) => {
    const answer = await files.read(request({ path: at('stdout'), ...query }));
    return answer.status === 200 ? json(answer.body) : answer.status;
  };
  assert.equal(await read({ offset: '0' }), { data: 'hello\n', offset: 0 });
  assert.equal(await read({ offset: '1', length: '3' }), { data: 'ell', offset: 1 });
  assert.equal(await read({ offset: '-1' }), { data: '', offset: 6 });
  assert.equal(await read({}), { data: '', offset: 6 });
  assert.equal(await read({ offset: '100' }), { data: '', offset: 100 });
  assert.is(await read({ offset: 'x' }), 400);
  assert.is(await read({ offset: '' }), 400);
  assert.is(await read({ offset: '0', length: '-5' }), 400);
  for (const [query, text] of [
    [{ offset: 'x' }, "Failed to parse offset: Failed to convert 'x' to number.\n"],
    [{ offset: '-2' }, 'Negative offset provided: -2.\n'],
    [{ length: '-2' }, 'Negative length provided: -2.\n'],
  ] as const)
    assert.is((await endpoints().read(request({ path: at('stdout'), ...query }))).body, text);
  assert.is(await read({ offset: '99999999999999999999' }), 400);
});

test('the path of the web interface works as the real one', async () => {
  const path = '/frameworks/F-0/executors/e/runs/c1/stdout';
  assert.equal(json((await endpoints().read(request({ path, offset: '0' }))).body), {
    data: 'hello\n',
    offset: 0,
  });
});

test('download names the file and its type', async () => {
  const answer = await endpoints().download(request({ path: at('page.html') }));
  assert.equal(answer.headers, {
    'Content-Disposition': 'attachment; filename=page.html',
    'Content-Type': 'text/html',
  });
  assert.equal(answer.file, { path: at('page.html'), within: sandbox });
});

test('nothing outside of a sandbox is served', async () => {
  const files = endpoints();
  const outside = [
    at('link'),
    at('root/etc/passwd'),
    at('../../../../../../../../secret'),
    `${sandbox}/folder/../../c1/../../../../../../../secret`,
    '/etc/passwd',
    workDir,
    `${workDir}/secret`,
    `${workDir}/slaves`,
    `${workDir}/slaves/../secret`,
    at('loop'),
    at('missing'),
    at(`${'x'.repeat(300)}`),
    `${sandbox}/stdout/below`,
    `${sandbox}\0/stdout`,
  ];
  for (const path of outside) {
    for (const endpoint of [files.read, files.browse, files.download]) {
      assert.is((await endpoint(request({ path, offset: '0' }))).status, 404, path);
    }
  }
  assert.equal(json((await files.read(request({ path: at('inside'), offset: '0' }))).body), {
    data: 'hello\n',
    offset: 0,
  });
});

test('what is no regular file is refused and holds nobody up', async () => {
  const files = endpoints();
  assert.is((await files.read(request({ path: at('pipe'), offset: '0' }))).status, 400);
  assert.is((await files.read(request({ path: sandbox, offset: '0' }))).status, 400);
  assert.is((await files.download(request({ path: sandbox }))).status, 400);
  assert.is((await files.browse(request({}))).status, 400);
});

test('modes have a type and three times rwx, as in the original', () => {
  assert.is(modeText(0o100644), '-rw-r--r--');
  assert.is(modeText(0o040755), 'drwxr-xr-x');
  assert.is(modeText(0o041777), 'drwxrwxrwx');
  assert.is(modeText(0o104755), '-rwxr-xr-x');
  assert.is(modeText(0o102644), '-rw-r--r--');
  assert.is(modeText(0o120777), 'lrwxrwxrwx');
});

test.run();
