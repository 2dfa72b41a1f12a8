// A request put to a router without a connection.
import type { HttpResponse } from '../../src/http/message.ts';
import type { Router } from '../../src/http/router.ts';

/** @param target path and query, `/state?jsonp=f` */
export async function askRouter(
  router: Router,
  method: string,
  target: string,
  body: string | Uint8Array = '',
  headers: Readonly<Record<string, string>> = {},
): Promise<HttpResponse> {
  const [path = '/', query = ''] = target.split('?');
  return router.handle({
    method,
    path,
    target,
    query: new URLSearchParams(query),
    headers,
    body: Buffer.from(body),
    remoteAddress: '127.0.0.1',
  });
}
