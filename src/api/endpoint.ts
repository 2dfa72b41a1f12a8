// Endpoints as data: what is served, help and the documentation all come from one declaration.
import { methodNotAllowed } from '../http/responses.ts';
import type { RouteHandler, Router } from '../http/router.ts';

export interface Endpoint {
  readonly path: string;
  /** One sentence. */
  readonly summary: string;
  /** All methods when absent; GET serves HEAD too. */
  readonly methods?: readonly string[] | undefined;
  /** Name and meaning of each parameter of the query, or of the form in the body of a POST. */
  readonly parameters?: Readonly<Record<string, string>> | undefined;
  /** Nothing is served below the path. */
  readonly isExact?: true | undefined;
  /** Methods that are routed and validated and then answered with 501; `all` of them, or some. */
  readonly missing?: 'all' | readonly string[] | undefined;
}

/** Reads answer POST as well: old clients use it. */
export const readMethods: readonly string[] = ['GET', 'POST'];

export const jsonpParameter = { jsonp: 'name of a function to wrap the answer in' } as const;

/** Registers those of the endpoints that have a handler here; the others have been registered elsewhere. */
export function registerEndpoints(
  router: Router,
  endpoints: readonly Endpoint[],
  handlers: Readonly<Record<string, RouteHandler>>,
): void {
  for (const { path, methods, isExact } of endpoints) {
    const handler = handlers[path];
    if (handler !== undefined) router.route(path, handler, { methods, isExact });
  }
}

/** Chooses by method; any other is answered with 405. HEAD has become GET before. */
export function byMethod(handlers: Readonly<Record<string, RouteHandler>>): RouteHandler {
  return (request, match) => {
    const handler = handlers[request.method];
    return handler === undefined
      ? methodNotAllowed(Object.keys(handlers), request.method)
      : handler(request, match);
  };
}
