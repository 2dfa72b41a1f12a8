// The form of a log line. One event is one line whatever peers put into it: control characters, line ends and
// characters that change the direction of text are escaped, and a line has a largest length.
import type { LogFields } from '../base/ports.ts';

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';
export type LogFormat = 'text' | 'json';

export interface LogEvent {
  readonly level: LogLevel;
  readonly message: string;
  readonly fields?: LogFields | undefined;
  /** Milliseconds since the epoch. */
  readonly timeMs: number;
}

/** journald cuts lines at 48 KB; a line that long holds somebody's data, not a message. */
const maxLineChars = 16 * 1024;

const labels: Readonly<Record<LogLevel, string>> = {
  debug: 'DEBUG',
  info: 'INFO ',
  warn: 'WARN ',
  error: 'ERROR',
};

/** Priorities of syslog, as journald reads them at the start of a line. */
const priorities: Readonly<Record<LogLevel, string>> = {
  debug: '<7>',
  info: '<6>',
  warn: '<4>',
  error: '<3>',
};

/** Formats an event, without the line end. With `journald` the time is left to the journal. */
export function formatLogLine(event: LogEvent, format: LogFormat, journald: boolean): string {
  const priority = journald ? priorities[event.level] : '';
  if (format === 'json') return priority + formatJson(event);
  const time = journald ? '' : `${formatTime(event.timeMs)} ${labels[event.level]} `;
  let line = `${priority}${time}${escapeText(text(event.message))}`;
  for (const [name, value] of Object.entries(event.fields ?? {})) {
    if (value !== undefined) line += ` ${escapeText(name)}=${formatValue(value)}`;
  }
  return shorten(line);
}

/** Whether an event of `level` passes a threshold. */
export function isEnabled(level: LogLevel, threshold: LogLevel): boolean {
  return severity[level] >= severity[threshold];
}

const severity: Readonly<Record<LogLevel, number>> = { debug: 0, info: 1, warn: 2, error: 3 };

// Control characters, line and paragraph separators, marks that reorder text, halves of surrogate pairs.
const unsafe =
  /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;
const isUnsafe = new RegExp(unsafe.source);
const plainValue = /^[\w.:/@+,*[\]()%|;<>#~-]+$/;
const shortEscapes: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

function escapeText(value: string): string {
  return isUnsafe.test(value) ? value.replace(unsafe, escapeChar) : value;
}

function escapeChar(char: string): string {
  return shortEscapes[char] ?? `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

function formatValue(value: unknown): string {
  const plain = text(value);
  return plainValue.test(plain) ? plain : `"${escapeText(plain.replace(/["\\]/g, '\\$&'))}"`;
}

function formatJson(event: LogEvent): string {
  const message = text(event.message);
  const entry: Record<string, unknown> = {
    time: formatTime(event.timeMs),
    level: labels[event.level].trim(),
    message: shorten(message),
  };
  for (const [name, value] of Object.entries(event.fields ?? {})) {
    // A field must not take the place of what every line has.
    if (value !== undefined) entry[Object.hasOwn(entry, name) ? `field.${name}` : name] = jsonValue(value);
  }
  const line = escapeJson(JSON.stringify(entry));
  return line.length <= 2 * maxLineChars
    ? line
    : JSON.stringify({
        time: entry['time'],
        level: entry['level'],
        message: shorten(message),
        shortened: true,
      });
}

/** JSON itself escapes control characters below the space only. */
function escapeJson(json: string): string {
  return isUnsafe.test(json) ? json.replace(unsafe, escapeChar) : json;
}

function jsonValue(value: unknown): string | number | boolean {
  if (typeof value === 'boolean') return value;
  return typeof value === 'number' && Number.isFinite(value) ? value : text(value);
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : String(value);
}

function shorten(line: string): string {
  if (line.length <= maxLineChars) return line;
  // Not between the halves of a character, nor inside an escape of it.
  const kept = line.slice(0, maxLineChars).replace(/[\ud800-\udbff]$/, '');
  return `${kept}... (${line.length - kept.length} more characters)`;
}

let lastSecond = -1;
let lastPrefix = '';

/** ISO 8601 in UTC; the part down to the second is kept, because many lines share it. */
function formatTime(timeMs: number): string {
  const second = Math.floor(timeMs / 1000);
  if (!(Math.abs(second) < 8.64e12)) return 'unknown-time';
  if (second !== lastSecond) {
    lastSecond = second;
    lastPrefix = new Date(second * 1000).toISOString().slice(0, -4);
  }
  return `${lastPrefix}${String(Math.floor(timeMs - second * 1000)).padStart(3, '0')}Z`;
}
