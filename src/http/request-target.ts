// The target of a plain request, taken apart: what is decoded here is decoded once.

export interface RequestTarget {
  /** Percent-decoded, at least "/". */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Path and query as they came. */
  readonly target: string;
}

/** The parts, or the status that refuses the target: 400 when it is malformed, 404 when it climbs ("/.."). */
export function parseTarget(raw: string): RequestTarget | 400 | 404 {
  const target = originForm(raw);
  if (target === undefined) return 400;
  const mark = target.indexOf('?');
  const rawPath = mark < 0 ? target : target.slice(0, mark);
  let path = rawPath;
  if (rawPath.includes('%')) {
    try {
      path = decodeURIComponent(rawPath);
    } catch {
      return 400;
    }
  }
  if (path.includes('\0')) return 400;
  if (path.includes('/..')) return 404;
  return { path, target, query: new URLSearchParams(mark < 0 ? '' : target.slice(mark + 1)) };
}

/** "/path?query" of an origin-form or absolute-form target; fragments are no part of it. */
function originForm(raw: string): string | undefined {
  const [target = ''] = raw.split('#', 1);
  if (target.startsWith('/')) return target;
  const match = /^https?:\/\/[^/?]+([/?].*)?$/i.exec(target);
  if (match === null) return undefined;
  const rest = match[1] ?? '/';
  return rest.startsWith('/') ? rest : `/${rest}`;
}
