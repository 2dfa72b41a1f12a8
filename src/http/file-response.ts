// Sends a file as the body of a response, never more and never fewer bytes than the length announced.
import { createReadStream } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream';
import type { HttpResponse } from './message.ts';
import { openWithin } from './open-within.ts';
import { sendStatus } from './status-response.ts';

/** Answers 404 when there is no regular file; `onError` hears of everything else that goes wrong. */
export function sendFile(
  request: IncomingMessage,
  response: ServerResponse,
  answer: HttpResponse,
  { path, within }: NonNullable<HttpResponse['file']>,
  onError: (error: unknown) => void,
): void {
  start(request, response, answer, { path, within }, onError).catch((error: unknown) => {
    onError(error);
    sendStatus(response, 500, 'the file cannot be read');
  });
}

async function start(
  request: IncomingMessage,
  response: ServerResponse,
  answer: HttpResponse,
  { path, within }: NonNullable<HttpResponse['file']>,
  onError: (error: unknown) => void,
): Promise<void> {
  const file = await openRegularFile(path, within);
  if (file === undefined) {
    sendStatus(response, 404, 'there is no such file');
    return;
  }
  try {
    const { handle, sizeBytes } = file;
    if (response.destroyed || request.method === 'HEAD' || sizeBytes === 0) {
      await handle.close();
      if (response.destroyed) return;
      response.writeHead(answer.status, { ...answer.headers, 'Content-Length': sizeBytes });
      response.end();
      return;
    }
    response.writeHead(answer.status, { ...answer.headers, 'Content-Length': sizeBytes });
    // A file that grows meanwhile is cut at the announced length.
    const source = createReadStream(path, { fd: handle, start: 0, end: sizeBytes - 1 });
    pipeline(source, response, (error) => {
      if (error !== undefined && error !== null) {
        if (error.code !== 'ERR_STREAM_PREMATURE_CLOSE') onError(error);
        response.destroy();
      } else if (source.bytesRead < sizeBytes) {
        onError(new Error(`${path} became shorter while it was sent`));
        response.socket?.destroy();
      }
    });
  } catch (error) {
    await file.handle.close().catch(() => undefined);
    throw error;
  }
}

async function openRegularFile(
  path: string,
  within: string | undefined,
): Promise<{ handle: FileHandle; sizeBytes: number } | undefined> {
  const handle = await openWithin(path, within);
  if (handle === undefined) return undefined;
  try {
    const stats = await handle.stat();
    if (stats.isFile()) return { handle, sizeBytes: stats.size };
  } catch (error) {
    await handle.close();
    throw error;
  }
  await handle.close();
  return undefined;
}
