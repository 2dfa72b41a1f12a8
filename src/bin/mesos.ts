// The command line: `mesos COMMAND [--name=value]...`; under the name mesos-execute it is `mesos execute`.
import './stack-traces.ts';

import { userInfo } from 'node:os';
import { basename } from 'node:path';
import { describeError, MesosError } from '../base/errors.ts';
import { compatibilityVersion, productVersion } from '../base/version.ts';
import { migrateConfig } from '../cli/config-migrate.ts';
import { Execution } from '../cli/execute.ts';
import { executeProgram, migrateProgram } from '../config/programs.ts';
import { configExitStatus } from '../config/resolve.ts';
import { createHttpClient } from '../http/client.ts';
import { createLogger } from '../logging/logger.ts';
import { answerQuestion, loadOrExit } from './daemon.ts';
import { systemRandom, systemTimers } from './runtime.ts';

const usage = `Usage: mesos COMMAND [--name=value]...

Commands:
  execute          ${executeProgram.summary}
  config migrate   ${migrateProgram.summary}
  help             Print this text, or the help of a command: mesos help execute.

mesos COMMAND --help lists the flags of a command.
`;

async function execute(argv: readonly string[]): Promise<number> {
  answerQuestion(executeProgram, argv);
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
  const [command, ...rest] = argv;
  if (command !== 'migrate') {
    const problem = command === undefined ? 'a command is missing' : `there is no command ${command}`;
    process.stderr.write(`mesos config: ${problem}\n\nUsage: ${migrateProgram.usage}\n`);
    return 1;
  }
  answerQuestion(migrateProgram, rest);
  const { values, positional } = loadOrExit(migrateProgram, rest);
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
  const argv = process.argv.slice(2);
  if (basename(process.argv[1] ?? '') === 'mesos-execute') return execute(argv);
  const [command, ...rest] = argv;
  switch (command) {
    case 'execute':
      return execute(rest);
    case 'config':
      return config(rest);
    case undefined:
    case '--help':
      process.stdout.write(usage);
      return command === undefined ? 1 : 0;
    case 'help':
      if (rest[0] === 'execute') answerQuestion(executeProgram, ['--help']);
      if (rest[0] === 'config') answerQuestion(migrateProgram, ['--help']);
      process.stdout.write(usage);
      return 0;
    case '--version':
      process.stdout.write(
        `mesos ${productVersion} (compatible with Apache Mesos ${compatibilityVersion})\n`,
      );
      return 0;
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
