// What the start of both daemons has in common: configuration, log, and what happens to errors nobody handled. A daemon
// exits 78 on wrong configuration (its unit does not restart on that), 70 on a programmer error and 1 when something it
// needs failed.
import { AssertionError } from '../base/assert.ts';
import { describeError, MesosError } from '../base/errors.ts';
import type { Log } from '../base/ports.ts';
import type { FlagDeclarations, Program } from '../config/flag.ts';
import { formatConfig, formatValid } from '../config/listing.ts';
import { type LoadedConfig, loadConfig } from '../config/load.ts';
import { reloadConfig } from '../config/reload.ts';
import { configExitStatus } from '../config/resolve.ts';
import { isJournal } from '../logging/journal.ts';
import { createLogger, type Logger, levelOfFlag } from '../logging/logger.ts';
import type { Service } from '../systemd/service.ts';
import { exitAfterPrinting } from './questions.ts';
import { openService } from './service.ts';

/** Exit statuses of sysexits.h that tools around a daemon know. */
const softwareErrorStatus = 70;
const failureStatus = 1;

/** The flags every daemon has for its log. */
interface LoggingValues {
  readonly logging_level: string;
  readonly logging_format: string;
  readonly quiet: boolean;
}

export interface Daemon<Declarations extends FlagDeclarations> {
  readonly config: LoadedConfig<Declarations>;
  readonly log: Logger;
  /** What the service manager is told. */
  readonly service: Service;
  /** Ends the process: the log line says why. */
  fail(error: unknown): never;
}

/** Loads the configuration and opens the log. Does not return on an error. */
export function startDaemon<Declarations extends FlagDeclarations>(
  program: Program<Declarations>,
): Daemon<Declarations> {
  const argv = process.argv.slice(2);
  // As it was given, without what the environment file adds below: a reload reads that file anew.
  const env = { ...process.env };
  const config = loadOrExit(program, argv);
  const values = config.values as Readonly<Record<string, unknown>>;
  if (values['show-config'] === true) exitAfterPrinting(formatConfig(program, config));
  if (values['validate'] === true) exitAfterPrinting(formatValid(program, config));
  for (const [name, value] of Object.entries(config.environment)) process.env[name] ??= value;
  const logging = values as unknown as LoggingValues;
  const log = createLogger({
    level: levelOfFlag(logging.logging_level),
    format: logging.logging_format === 'json' ? 'json' : 'text',
    journald: isJournal(process.env),
    quiet: logging.quiet,
  });
  for (const warning of config.warnings) log.warn(warning);
  const service = openService(log);
  const fail = (error: unknown): never => {
    log.error(describeFailure(error));
    log.flush();
    process.exit(error instanceof AssertionError ? softwareErrorStatus : failureStatus);
  };
  process.on('uncaughtException', (error) => {
    // What nobody handled is a programmer error whatever its class.
    log.error(`unhandled: ${error.stack ?? error.message}`);
    log.flush();
    process.exit(error instanceof MesosError ? failureStatus : softwareErrorStatus);
  });
  process.on('unhandledRejection', (reason) => {
    throw reason;
  });
  let running = config;
  process.on('SIGHUP', () => {
    service.reload(() => {
      const appliers = { logging_level: (value: unknown) => log.setLevel(levelOfFlag(String(value))) };
      running = reloadConfig(program, { argv, env }, running, appliers, log).config;
    });
  });
  return { config, log, service, fail };
}

/** Loads, or prints every problem found and exits 78. */
export function loadOrExit<Declarations extends FlagDeclarations>(
  program: Program<Declarations>,
  argv: readonly string[],
): LoadedConfig<Declarations> {
  try {
    return loadConfig(program, { argv, env: process.env });
  } catch (error) {
    if (!(error instanceof MesosError)) throw error;
    writeFailure(describeFailure(error));
    process.exit(configExitStatus);
  }
}

/** Before there is a log. The journal shows lines with a priority as what they are. */
function writeFailure(text: string): void {
  const priority = isJournal(process.env) ? '<3>' : '';
  process.stderr.write(text.replace(/^/gm, priority).concat('\n'));
}

function describeFailure(error: unknown): string {
  if (error instanceof AssertionError) return error.stack ?? error.message;
  return describeError(error);
}

/**
 * Runs `stop` once on SIGTERM or SIGINT, then exits 0. A second signal does not wait: what is durable is
 * durable already, and the operator has asked twice.
 */
export function stopOnSignals(
  { log, service }: { readonly log: Log; readonly service: Service },
  stop: (signal: NodeJS.Signals) => Promise<void>,
): void {
  let isStopping = false;
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      if (isStopping) process.exit(failureStatus);
      isStopping = true;
      log.info('stopping', { signal });
      service.stopping('stopping');
      stop(signal).then(
        () => process.exit(0),
        (error: unknown) => {
          log.error(`could not stop in order: ${describeError(error)}`);
          process.exit(failureStatus);
        },
      );
    });
  }
}
