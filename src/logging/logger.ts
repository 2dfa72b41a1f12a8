// The log of a program: winston, with our form of a line and a writer that neither throws nor blocks. Lines go to
// standard error, one an event.
import { Writable } from 'node:stream';
import { createLogger as createWinston, format, transports } from 'winston';
import type { Log, LogFields } from '../base/ports.ts';
import { descriptorWriter, type LineWriter, streamWriter } from './line-writer.ts';
import { formatLogLine, isEnabled, type LogEvent, type LogFormat, type LogLevel } from './log-line.ts';
import { openStandardError } from './standard-error.ts';

export type { LogFormat, LogLevel };

export interface LoggerOptions {
  readonly level: LogLevel;
  readonly format: LogFormat;
  /** Lines start with a priority of syslog and have no time (see isJournal). */
  readonly journald: boolean;
  /** No lines at all. */
  readonly quiet?: boolean | undefined;
  /** In place of standard error. */
  readonly stream?: Writable | undefined;
  /** Milliseconds since the epoch; the system's clock when absent. */
  readonly now?: (() => number) | undefined;
}

export interface Logger extends Log {
  setLevel(level: LogLevel): void;
  level(): LogLevel;
  /** Writes what waits, without waiting for a reader that stalls. Done by itself when the process exits. */
  flush(): void;
  /** Flushes and takes no more lines. */
  close(): void;
}

const levels: Readonly<Record<LogLevel, number>> = { error: 0, warn: 1, info: 2, debug: 3 };

/** The level of a value of --logging_level. */
export function levelOfFlag(text: string): LogLevel {
  return ({ DEBUG: 'debug', WARNING: 'warn', ERROR: 'error' } as const)[text.toUpperCase()] ?? 'info';
}

export function createLogger(options: LoggerOptions): Logger {
  const writer =
    options.stream === undefined ? descriptorWriter(openStandardError()) : streamWriter(options.stream);
  const now = options.now ?? Date.now;
  const winston = createWinston({
    levels: { ...levels },
    // The threshold is kept here, where a line below it costs one comparison.
    level: 'debug',
    format: format.printf((info) =>
      formatLogLine(info as unknown as LogEvent, options.format, options.journald),
    ),
    transports: [new transports.Stream({ stream: intoWriter(writer), eol: '' })],
    exitOnError: false,
  });
  winston.on('error', () => {});
  let threshold = options.level;
  let isOpen = options.quiet !== true;

  const log = (level: LogLevel, message: string, fields: LogFields | undefined): void => {
    if (!isOpen || !isEnabled(level, threshold)) return;
    try {
      winston.log({ level, message, fields, timeMs: now() });
    } catch {
      // A value whose text cannot be made (an object with a failing toString); the event itself still counts.
      writer.add(
        formatLogLine(
          { level, message: 'a log line could not be formatted', timeMs: 0 },
          'text',
          options.journald,
        ),
      );
    }
  };
  const flush = (): void => {
    // winston hands its first lines on only in the next turn of the loop; reading hands them on now.
    while (winston.read() !== null);
    writer.flush();
  };
  process.on('exit', flush);
  return {
    debug: (message, fields) => log('debug', message, fields),
    info: (message, fields) => log('info', message, fields),
    warn: (message, fields) => log('warn', message, fields),
    error: (message, fields) => log('error', message, fields),
    setLevel: (level) => {
      threshold = level;
    },
    level: () => threshold,
    flush,
    close: () => {
      isOpen = false;
      flush();
      process.removeListener('exit', flush);
      winston.close();
    },
  };
}

/** A stream that hands each line of winston to the writer. */
function intoWriter(writer: LineWriter): Writable {
  return new Writable({
    decodeStrings: false,
    write: (line: string | Buffer, _encoding, done) => {
      writer.add(String(line));
      done();
    },
  });
}
