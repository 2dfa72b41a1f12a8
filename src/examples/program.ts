// How every example starts and ends: flags declared like those of the daemons, --help and --version, exit status 78 for
// a wrong command line, and SIGINT or SIGTERM as a wish to end in order; the second one ends at once.
import { compatibilityVersion, productVersion } from '../base/version.ts';
import { questionFlags } from '../config/common-flags.ts';
import type { FlagDeclarations, Flags, Program } from '../config/flag.ts';
import { formatHelp } from '../config/help.ts';
import { loadConfig, questionOf } from '../config/load.ts';
import { configExitStatus } from '../config/resolve.ts';
import { describeError, MesosError, parseMasters } from '../sdk/index.ts';

export interface Example<Declarations extends FlagDeclarations> {
  readonly name: string;
  readonly summary: string;
  readonly usage: string;
  readonly flags: Declarations;
  check?(values: Flags<Declarations>): readonly string[];
}

/** Flags of every example that is a framework. */
export const frameworkFlags = {
  ...questionFlags,
  master: {
    type: 'string',
    group: 'Network',
    check: checkMasters,
    automatic: 'the first argument that is no flag',
    help: 'The master, as HOST:PORT; several with commas.',
  },
  role: { type: 'string', group: 'Frameworks', default: '*', help: 'Role of the framework.' },
  principal: { type: 'string', group: 'Frameworks', help: 'Principal of the framework.' },
} as const satisfies FlagDeclarations;

function checkMasters(text: string): string | undefined {
  try {
    parseMasters(text);
    return undefined;
  } catch (error) {
    return describeError(error);
  }
}

/** Runs an example to its end; `main` answers with the exit status. It is asked to end through the signal. */
export function runExample<Declarations extends FlagDeclarations>(
  example: Example<Declarations>,
  main: (values: Flags<Declarations>, positional: readonly string[], stop: AbortSignal) => Promise<number>,
): void {
  const program: Program<Declarations> = {
    ...example,
    notYet: [],
    foreign: new Map(),
    ignoreUnknownEnvironment: true,
  };
  const argv = process.argv.slice(2);
  const question = questionOf(argv);
  if (question !== undefined) {
    const version = `${example.name} ${productVersion} (compatible with Apache Mesos ${compatibilityVersion})\n`;
    process.stdout.write(question === 'help' ? formatHelp(program) : version);
    return;
  }
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (stop.signal.aborted) process.exit(1);
      stop.abort();
    });
  }
  const run = async (): Promise<number> => {
    const { values, positional } = loadConfig(program, { argv, env: process.env });
    return main(values, positional, stop.signal);
  };
  run().then(
    (status) => process.exit(status),
    (error: unknown) => {
      const isWrongUse = error instanceof MesosError && error.code === 'CONFIG_INVALID';
      process.stderr.write(`${error instanceof MesosError ? describeError(error) : String(error)}\n`);
      process.exit(isWrongUse ? configExitStatus : 1);
    },
  );
}

export function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
