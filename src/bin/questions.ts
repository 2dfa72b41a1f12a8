// Questions that the command line alone answers: --help and --version. Modules that import this are imported first by
// their programs, and import little: setting up the rest of a program takes longer than the answer.
import { compatibilityVersion, productVersion } from '../base/version.ts';
import { questionOf } from '../config/command-line.ts';
import type { FlagDeclarations, Program } from '../config/flag.ts';
import { formatHelp } from '../config/help.ts';

/** Prints the answer to --help or --version, if one was asked, and exits. */
export function answerQuestion<Declarations extends FlagDeclarations>(
  program: Program<Declarations>,
  argv: readonly string[],
): void {
  const question = questionOf(argv);
  if (question === 'help') exitAfterPrinting(formatHelp(program as Program<FlagDeclarations>));
  if (question === 'version') exitAfterPrinting(versionLine(program.name));
}

export function versionLine(name: string): string {
  return `${name} ${productVersion} (compatible with Apache Mesos ${compatibilityVersion})\n`;
}

export function exitAfterPrinting(text: string): never {
  process.stdout.write(text);
  process.exit(0);
}
