// An answer of the server's own, a refusal or a failure, as text.
import type { ServerResponse } from 'node:http';
import { refusalBody } from './refusal.ts';

/** Destroys the connection instead when another answer has begun: it could not be told from its rest. */
export function sendStatus(response: ServerResponse, status: number, why: string): void {
  if (response.headersSent || response.destroyed) {
    response.destroy();
    return;
  }
  const body = refusalBody(status, why);
  response.writeHead(status, {
    'Content-Type': 'text/plain; charset=utf-8',
    'Content-Length': Buffer.byteLength(body),
  });
  response.end(body);
}
