// /files/browse, /files/read, /files/download and /files/debug: sandboxes, by their real path or by
// /frameworks/…/runs/…. What a symbolic link inside a sandbox points at outside of it is not served: a task
// must not be able to make the agent, which is root, read what the task itself cannot.
import { constants } from 'node:fs';
import { lstat, readdir, readFile, realpath, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { double, integer } from '../../base/json-text.ts';
import type { HttpRequest, HttpResponse } from '../../http/message.ts';
import { openWithin } from '../../http/open-within.ts';
import { invalidRequest, jsonResponse, textResponse } from '../../http/responses.ts';
import type { Agent } from '../agent.ts';
import { attachedSandboxes, sandboxFile } from '../files.ts';
import type { AgentView } from '../view.ts';
import type { Reads } from './reads.ts';

/** Longest piece of one read: 16 pages, as in the original. */
const maxReadBytes = 16 * 4096;
/** Entries listed of one directory; a task may make millions. */
const maxEntries = 10_000;

export interface FilesEndpoints {
  browse(request: HttpRequest): Promise<HttpResponse>;
  read(request: HttpRequest): Promise<HttpResponse>;
  download(request: HttpRequest): Promise<HttpResponse>;
  debug(request: HttpRequest): Promise<HttpResponse>;
}

export function filesEndpoints(agent: Agent, reads: Reads): FilesEndpoints {
  const names = new AccountNames();
  return {
    browse: (request) => withPath(agent, request, (found) => browse(request, found, names)),
    read: (request) => withPath(agent, request, (found) => read(request, found)),
    download: (request) => withPath(agent, request, download),
    debug: (request) => reads.json(request, '/files/debug', writeSandboxes),
  };
}

function* writeSandboxes(view: AgentView): Generator<string, void, void> {
  const attaching = attachedSandboxes(view);
  let step = attaching.next();
  for (; step.done !== true; step = attaching.next()) yield '';
  let before = '{';
  for (const [path, directory] of step.value) {
    yield `${before}${JSON.stringify(path)}:${JSON.stringify(directory)}`;
    before = ',';
  }
  yield before === '{' ? '{}' : '}';
}

/** Real paths of a file and of the sandbox it is in, and the path as it was asked for. */
export interface FoundPath {
  readonly path: string;
  readonly root: string;
  readonly asked: string;
}

/** Finds the real path that `path=` means, or answers 400 or 404. */
async function withPath(
  agent: Agent,
  request: HttpRequest,
  serve: (found: FoundPath) => Promise<HttpResponse>,
): Promise<HttpResponse> {
  const asked = request.query.get('path');
  if (asked === null || asked === '') return invalidRequest("Expecting 'path=value' in query.\n");
  return (await withFoundPath(agent, asked, serve)) ?? textResponse(404, '');
}

/** Calls `serve` with what a path means; undefined when there is nothing that may be shown. */
export async function withFoundPath<Answer>(
  agent: Agent,
  asked: string,
  serve: (found: FoundPath) => Promise<Answer>,
): Promise<Answer | undefined> {
  const file = sandboxFile(agent.model, agent.config.workDir, asked);
  if (file === undefined) return undefined;
  try {
    const [root, path] = await Promise.all([realpath(file.root), realpath(join(file.root, file.relative))]);
    if (path !== root && !path.startsWith(`${root}/`)) return undefined;
    return await serve({ path, root, asked });
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

function isMissing(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return code === 'ENOENT' || code === 'ENOTDIR' || code === 'ELOOP' || code === 'ENAMETOOLONG';
}

async function browse(request: HttpRequest, found: FoundPath, names: AccountNames): Promise<HttpResponse> {
  const listed = await listDirectory(found, names);
  return jsonResponse(
    request,
    listed.map((entry) => ({
      ...entry,
      mode: modeText(entry.mode),
      mtime: double(entry.mtime),
      nlink: integer(entry.nlink),
      size: integer(entry.size),
    })),
  );
}

export interface DirectoryEntry {
  readonly gid: string;
  /** As the system has it, the type of the file included. */
  readonly mode: number;
  /** Whole seconds since the epoch. */
  readonly mtime: number;
  readonly nlink: number;
  /** As it was asked for. */
  readonly path: string;
  readonly size: number;
  readonly uid: string;
}

/** What is in a directory, by name; nothing when it is none. */
export async function listDirectory(
  { path, root, asked }: FoundPath,
  names: AccountNames,
): Promise<DirectoryEntry[]> {
  if (!(await stat(path)).isDirectory()) return [];
  const entries = (await readdir(path)).sort().slice(0, maxEntries);
  const shown = asked.replace(/\/+$/, '');
  const listed: DirectoryEntry[] = [];
  for (const name of entries) {
    const entry = await describe(join(path, name), root, `${shown}/${name}`, names);
    if (entry !== undefined) listed.push(entry);
  }
  return listed;
}

/** A link is what it points at, and nothing when that is not there; one that leaves the sandbox is only a link. */
async function describe(
  path: string,
  root: string,
  shown: string,
  names: AccountNames,
): Promise<DirectoryEntry | undefined> {
  try {
    let found = await lstat(path);
    if (found.isSymbolicLink()) {
      const target = await realpath(path);
      if (target === root || target.startsWith(`${root}/`)) found = await lstat(target);
    }
    return {
      gid: await names.group(found.gid),
      mode: found.mode,
      mtime: Math.floor(found.mtimeMs / 1000),
      nlink: found.nlink,
      path: shown,
      size: found.size,
      uid: await names.user(found.uid),
    };
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

const typeLetters: readonly (readonly [number, string])[] = [
  [constants.S_IFDIR, 'd'],
  [constants.S_IFLNK, 'l'],
  [constants.S_IFBLK, 'b'],
  [constants.S_IFCHR, 'c'],
  [constants.S_IFIFO, 'p'],
  [constants.S_IFSOCK, 's'],
];

/** `-rw-r--r--`; the original has no letters for the other bits. */
export function modeText(mode: number): string {
  const type = typeLetters.find(([bits]) => (mode & constants.S_IFMT) === bits)?.[1] ?? '-';
  const triple = (shift: number): string => {
    const bits = (mode >> shift) & 7;
    return `${bits & 4 ? 'r' : '-'}${bits & 2 ? 'w' : '-'}${bits & 1 ? 'x' : '-'}`;
  };
  return `${type}${triple(6)}${triple(3)}${triple(0)}`;
}

async function read(request: HttpRequest, { path, root }: FoundPath): Promise<HttpResponse> {
  const offset = readCount(request, 'offset');
  if (typeof offset === 'string') return invalidRequest(offset);
  const length = readCount(request, 'length');
  if (typeof length === 'string') return invalidRequest(length);
  const piece = await readPiece(
    { path, root },
    offset === -1 ? undefined : offset,
    length === -1 ? undefined : length,
  );
  if (piece === undefined) return textResponse(404, '');
  if ('problem' in piece) return invalidRequest(piece.problem);
  if (offset === -1) return jsonResponse(request, { data: '', offset: integer(piece.size) });
  return jsonResponse(request, { data: piece.data.toString('utf8'), offset: integer(offset) });
}

/** The size of a file and bytes of it from `offset` on; without an offset none. Undefined when there is no file. */
export async function readPiece(
  { path, root }: Pick<FoundPath, 'path' | 'root'>,
  offset: number | undefined,
  length: number | undefined,
): Promise<{ readonly size: number; readonly data: Buffer } | { readonly problem: string } | undefined> {
  const file = await openWithin(path, root);
  if (file === undefined) return undefined;
  try {
    const found = await file.stat();
    if (found.isDirectory()) return { problem: 'Cannot read a directory.\n' };
    if (!found.isFile()) return { problem: 'Cannot read what is not a regular file.\n' };
    if (offset === undefined) return { size: found.size, data: Buffer.alloc(0) };
    const buffer = Buffer.alloc(Math.min(length ?? maxReadBytes, maxReadBytes));
    const { bytesRead } = await file.read(buffer, 0, buffer.length, offset);
    return { size: found.size, data: buffer.subarray(0, bytesRead) };
  } finally {
    await file.close();
  }
}

/** A number of bytes, -1 for none; the text of the refusal when it is neither. */
function readCount(request: HttpRequest, name: string): number | string {
  const text = request.query.get(name);
  if (text === null) return -1;
  if (!/^-?\d{1,15}$/.test(text)) return `Failed to parse ${name}: Failed to convert '${text}' to number.\n`;
  return Number(text) < -1 ? `Negative ${name} provided: ${text}.\n` : Number(text);
}

const contentTypes: Readonly<Record<string, string>> = {
  css: 'text/css',
  csv: 'text/csv',
  gz: 'application/gzip',
  html: 'text/html',
  jpg: 'image/jpeg',
  js: 'application/javascript',
  json: 'application/json',
  log: 'text/plain',
  png: 'image/png',
  tar: 'application/x-tar',
  txt: 'text/plain',
  xml: 'application/xml',
  zip: 'application/zip',
};

async function download({ path, root }: FoundPath): Promise<HttpResponse> {
  const found = await stat(path);
  if (found.isDirectory()) return invalidRequest('Cannot download a directory.\n');
  const name = basename(path);
  const extension = name.includes('.') ? name.slice(name.lastIndexOf('.') + 1).toLowerCase() : '';
  return {
    status: 200,
    headers: {
      'Content-Disposition': `attachment; filename=${name.replace(/[^\w.+-]/g, '_')}`,
      'Content-Type': contentTypes[extension] ?? 'application/octet-stream',
    },
    file: { path, within: root },
  };
}

/** Names of users and groups, read again when the files they are in have changed. */
export class AccountNames {
  readonly #users = new NameFile('/etc/passwd');
  readonly #groups = new NameFile('/etc/group');

  user(uid: number): Promise<string> {
    return this.#users.name(uid);
  }

  group(gid: number): Promise<string> {
    return this.#groups.name(gid);
  }
}

class NameFile {
  readonly #path: string;
  #modifiedMs = Number.NaN;
  #names = new Map<number, string>();

  constructor(path: string) {
    this.#path = path;
  }

  /** The number as text when it has no name. */
  async name(id: number): Promise<string> {
    const { mtimeMs } = await stat(this.#path);
    if (mtimeMs !== this.#modifiedMs) {
      const lines = (await readFile(this.#path, 'utf8')).split('\n').map((line) => line.split(':'));
      this.#names = new Map(lines.map(([text = '', , number]) => [Number(number), text]));
      this.#modifiedMs = mtimeMs;
    }
    return this.#names.get(id) ?? String(id);
  }
}
