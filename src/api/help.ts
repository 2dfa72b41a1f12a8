// `/help`: the declared endpoints for people (HTML) and for programs (`format=json`), by the id of the process that
// the original serves them from.
import type { HttpRequest, HttpResponse } from '../http/message.ts';
import { jsonResponse, textResponse } from '../http/responses.ts';
import type { Endpoint } from './endpoint.ts';

/** First components of paths that are processes of their own; everything else belongs to the daemon's. */
const otherProcesses: ReadonlySet<string> = new Set([
  '__processes__',
  'allocator',
  'files',
  'help',
  'logging',
  'metrics',
  'profiler',
  'registrar(1)',
  'system',
  'version',
]);

type HelpPage = {
  readonly id: string;
  readonly endpoints: readonly { readonly name: string; readonly text: string }[];
};

/** @param actor the id of the daemon's own process, which serves what no other does */
export function helpResponse(
  actor: string,
  endpoints: readonly Endpoint[],
  request: HttpRequest,
  rest: string,
): HttpResponse {
  const [id, ...names] = rest.split('/').filter((part) => part !== '');
  const pages = helpPages(actor, endpoints);
  const isJson = request.query.get('format') === 'json';
  if (id === undefined) {
    if (isJson) return jsonResponse(request, { processes: pages });
    return html('Help', pages.map((page) => heading(page)).join('\n'));
  }
  const page = pages.find((candidate) => candidate.id === id);
  if (page === undefined) return textResponse(400, `No help available for '/${id}'.\n`);
  if (names.length === 0) {
    if (isJson) return jsonResponse(request, page);
    return html(`Help of ${id}`, heading(page) + page.endpoints.map(({ text }) => block(text)).join('\n'));
  }
  const name = `/${names.join('/')}`;
  const found = page.endpoints.find((endpoint) => endpoint.name === name);
  if (found === undefined) return textResponse(400, `No help available for '/${id}${name}'.\n`);
  return isJson ? jsonResponse(request, found) : html(`Help of /${id}${name}`, block(found.text));
}

function helpPages(actor: string, endpoints: readonly Endpoint[]): HelpPage[] {
  const pages = new Map<string, { name: string; text: string }[]>();
  for (const endpoint of endpoints) {
    const [first = '', ...below] = endpoint.path.slice(1).split('/');
    const isOther = otherProcesses.has(first);
    const id = isOther ? first : actor;
    const name = isOther ? `/${below.join('/')}` : endpoint.path;
    const page = pages.get(id) ?? [];
    page.push({ name, text: describe(endpoint) });
    pages.set(id, page);
  }
  return [...pages]
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([id, list]) => ({ id, endpoints: list }));
}

function describe({ path, summary, methods, parameters = {}, missing }: Endpoint): string {
  const lines = [path, '', summary];
  if (methods !== undefined) lines.push('', `Methods: ${methods.join(', ')}`);
  const given = Object.entries(parameters);
  if (given.length > 0) lines.push('', 'Parameters:');
  for (const [name, meaning] of given) lines.push(`  ${name}=VALUE  ${meaning}`);
  if (missing === 'all') lines.push('', 'Answered with 501 by this version.');
  else if (missing !== undefined) lines.push('', `${missing.join(', ')}: answered with 501 by this version.`);
  return `${lines.join('\n')}\n`;
}

function heading({ id, endpoints }: HelpPage): string {
  const items = endpoints.map(
    ({ name }) =>
      `<li><a href="/help/${encodeURIComponent(id)}${name}">${escapeHtml(`/${id}${name}`)}</a></li>`,
  );
  return `<h1><a href="/help/${encodeURIComponent(id)}">/${escapeHtml(id)}</a></h1><ul>${items.join('')}</ul>`;
}

function block(text: string): string {
  return `<pre>${escapeHtml(text)}</pre>`;
}

function html(title: string, body: string): HttpResponse {
  return {
    status: 200,
    headers: { 'Content-Type': 'text/html' },
    body: `<html><head><title>${escapeHtml(title)}</title></head><body>${body}</body></html>`,
  };
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
