// The command line of `mesos` taken apart. Importing it answers --version and every kind of help, and ends.
import { basename } from 'node:path';
import { executeProgram, migrateProgram } from '../config/programs.ts';
import { answerQuestion, exitAfterPrinting, versionLine } from './questions.ts';

export const usage = `Usage: mesos COMMAND [--name=value]...

Commands:
  execute          ${executeProgram.summary}
  config migrate   ${migrateProgram.summary}
  help             Print this text, or the help of a command: mesos help execute.

mesos COMMAND --help lists the flags of a command.
`;

const isExecute = basename(process.argv[1] ?? '') === 'mesos-execute';

/** The command and its arguments; under the name mesos-execute all are arguments of that command. */
export const [command, ...rest] = [...(isExecute ? ['execute'] : []), ...process.argv.slice(2)];

if (command === '--version') exitAfterPrinting(versionLine('mesos'));
if (command === '--help') exitAfterPrinting(usage);
if (command === 'execute') answerQuestion(executeProgram, rest);
if (command === 'config' && rest[0] === 'migrate') answerQuestion(migrateProgram, rest.slice(1));
if (command === 'help') {
  if (rest[0] === 'execute') answerQuestion(executeProgram, ['--help']);
  if (rest[0] === 'config') answerQuestion(migrateProgram, ['--help']);
  exitAfterPrinting(usage);
}
