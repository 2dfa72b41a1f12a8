// The command line: `mesos COMMAND [--name=value]...`; under the name mesos-execute it is `mesos execute`.
import './stack-traces.ts';
import './mesos-questions.ts';

import { userInfo } from 'node:os';
import { describeError, MesosError } from '../base/errors.ts';
import { migrateConfig } from '../cli/config-migrate.ts';
import { Execution } from '../cli/execute.ts';
import { executeProgram, migrateProgram } from '../config/programs.ts';
import { configExitStatus } from '../config/resolve.ts';
import { createHttpClient } from '../http/client.ts';
import { createLogger } from '../logging/logger.ts';
import { loadOrExit } from './daemon.ts';
import { command, rest, usage } from './mesos-questions.ts';
import { systemRandom, systemTimers } from './runtime.ts';

async function execute(argv: readonly string[]): Promise<number> {
  const config = loadOrExit(executeProgram, argv);
  for (const warning of config.warnings) process.stderr.write(`${warning}\n`);
  const http = createHttpClient({ maxSockets: 1 });
  try {
    const execution = new Execution(config.values, {
      http,
      timers: systemTimers,
      random: systemRandom,
      log: createLogger({ level: 'warn', format: 'text', journald: false }),
      user: userInfo().username,
      print: (line) => process.stdout.write(`${line}\n`),
      printError: (line) => process.stderr.write(`${line}\n`),
    });
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => execution.interrupt());
    execution.start();
    return await execution.result;
  } catch (error) {
    if (!(error instanceof MesosError)) throw error;
    process.stderr.write(`${describeError(error)}\n`);
    return error.code === 'CONFIG_INVALID' ? configExitStatus : 1;
  } finally {
    http.close();
  }
}

function config(argv: readonly string[]): number {
  const [subcommand, ...flags] = argv;
  if (subcommand !== 'migrate') {
    const problem = subcommand === undefined ? 'a command is missing' : `there is no command ${subcommand}`;
    process.stderr.write(`mesos config: ${problem}\n\nUsage: ${migrateProgram.usage}\n`);
    return 1;
  }
  const { values, positional } = loadOrExit(migrateProgram, flags);
  if (positional[0] !== undefined) {
    process.stderr.write(`mesos config migrate: ${positional[0]} is not a flag\n`);
    return configExitStatus;
  }
  try {
    return migrateConfig(values, {
      print: (line) => process.stdout.write(`${line}\n`),
      printError: (line) => process.stderr.write(`${line}\n`),
    });
  } catch (error) {
    if (!(error instanceof MesosError)) throw error;
    process.stderr.write(`${describeError(error)}\n`);
    return 1;
  }
}

async function main(): Promise<number> {
  switch (command) {
    case 'execute':
      return execute(rest);
    case 'config':
      return config(rest);
    case undefined:
      process.stdout.write(usage);
      return 1;
    default:
      process.stderr.write(`mesos: there is no command ${command}\n\n${usage}`);
      return 1;
  }
}

main().then(
  (status) => process.exit(status),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
    process.exit(70);
  },
);
