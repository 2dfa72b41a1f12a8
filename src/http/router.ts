// Finds the endpoint of a request, by the rules that old clients rely on: the longest registered prefix of
// the path wins, trailing slashes do not count, and each endpoint answers with and without the prefix of
// its process. It needs no socket: handle() is a function.
import type { HttpHandler, HttpRequest, HttpResponse } from './message.ts';
import { methodNotAllowed, refusalResponse } from './responses.ts';

export interface RouteMatch {
  /** The path the route was registered with. */
  readonly route: string;
  /** What follows it in the request's path, without slashes at either end; empty when nothing does. */
  readonly rest: string;
}

export type RouteHandler = (request: HttpRequest, match: RouteMatch) => HttpResponse | Promise<HttpResponse>;

export interface RouteOptions {
  /** The methods served; all when absent. GET serves HEAD too, and the handler sees GET. */
  readonly methods?: readonly string[] | undefined;
  /** Only the path itself, nothing below it. The root is always so. */
  readonly isExact?: boolean | undefined;
}

export interface RouterOptions {
  /** Ids of the process whose endpoints these are, for example `master` or `slave(1)`. */
  readonly prefixes?: readonly string[] | undefined;
  /** Paths that are refused with 403, as registered. */
  readonly disabledPaths?: readonly string[] | undefined;
  /** Answers what no route does; 404 when absent. */
  readonly fallback?: HttpHandler | undefined;
}

export interface Router {
  readonly handle: HttpHandler;
  /** Registers a path, "/a/b". Registering one twice replaces the first. */
  route(path: string, handler: RouteHandler, options?: RouteOptions): void;
  /** The registered paths, sorted. */
  readonly paths: readonly string[];
}

interface Route {
  readonly path: string;
  readonly handler: RouteHandler;
  readonly methods: readonly string[] | undefined;
  readonly isExact: boolean;
}

export function createRouter(options: RouterOptions = {}): Router {
  return new PathRouter(options);
}

class PathRouter implements Router {
  readonly #routes = new Map<string, Route>();
  readonly #prefixes: readonly string[];
  readonly #disabled: ReadonlySet<string>;
  readonly #fallback: HttpHandler;

  constructor(options: RouterOptions) {
    this.#prefixes = (options.prefixes ?? []).map((prefix) => `/${prefix}`);
    this.#disabled = new Set((options.disabledPaths ?? []).map(normalized));
    this.#fallback = options.fallback ?? (() => refusalResponse(404, 'path', '404 Not Found.'));
  }

  get paths(): readonly string[] {
    return [...this.#routes.keys()].sort();
  }

  route(path: string, handler: RouteHandler, options: RouteOptions = {}): void {
    const key = normalized(path);
    this.#routes.set(key, {
      path: key,
      handler,
      methods: options.methods,
      isExact: options.isExact === true || key === '/',
    });
  }

  readonly handle = (request: HttpRequest): HttpResponse | Promise<HttpResponse> => {
    const found = this.#find(request.path);
    if (found === undefined) return this.#fallback(request);
    const { route, rest } = found;
    if (this.#disabled.has(route.path))
      return refusalResponse(403, 'path', `Endpoint '${route.path}' is disabled`);
    const method = request.method === 'HEAD' ? 'GET' : request.method;
    if (route.methods !== undefined && !route.methods.includes(method)) {
      return methodNotAllowed(route.methods, request.method);
    }
    const seen = method === request.method ? request : { ...request, method };
    return route.handler(seen, { route: route.path, rest });
  };

  #find(path: string): { route: Route; rest: string } | undefined {
    const whole = normalized(path);
    const own = this.#match(whole);
    const prefix = this.#prefixes.find((name) => whole === name || whole.startsWith(`${name}/`));
    if (prefix === undefined) return own;
    const below = this.#match(whole.slice(prefix.length) || '/');
    // A route registered below the name of the process itself is the longer match.
    return own === undefined ? below : own;
  }

  #match(path: string): { route: Route; rest: string } | undefined {
    const exact = this.#routes.get(path) ?? this.#routes.get(withoutJson(path));
    if (exact !== undefined) return { route: exact, rest: '' };
    for (let end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1)) {
      const parent = path.slice(0, end);
      const route = this.#routes.get(parent) ?? this.#routes.get(withoutJson(parent));
      if (route !== undefined && !route.isExact) return { route, rest: path.slice(end + 1) };
    }
    return undefined;
  }
}

/** Without trailing slashes, and with single ones inside: "/" for none. */
function normalized(path: string): string {
  const single = `/${path}`.replace(/\/{2,}/g, '/');
  return single.length > 1 && single.endsWith('/') ? single.slice(0, -1) : single;
}

/** The oldest clients ask for "/state.json". */
function withoutJson(path: string): string {
  return path.endsWith('.json') ? path.slice(0, -'.json'.length) : path;
}
