// How one flag is declared, and the types that follow from a declaration. A flag is declared once: help text,
// environment name, example files, documentation table and the type of the loaded value all come from here.

/** Types of values. In memory a duration is milliseconds, bytes is a number of bytes, a list its items. */
export type FlagType =
  | 'string'
  | 'bool'
  | 'int'
  | 'uint'
  | 'double'
  | 'port'
  | 'duration'
  | 'bytes'
  /** A path: `file://` is not replaced by the content of the file. */
  | 'path'
  /** Inline JSON, `file://` or (an old form) an absolute path of a JSON file. */
  | 'json'
  /** Comma separated names. */
  | 'list'
  /** Text that may hold a password. From `file://` the white space at the end is cut, and listings show the address. */
  | 'secret';

/** The headings of the help text, in the order in which they are printed. */
export const flagGroups = [
  'General',
  'Network',
  'Task',
  'Storage',
  'Agents',
  'Frameworks',
  'Allocation',
  'Containers',
  'Executors',
  'Recovery',
  'Security',
  'Limits',
  'Logging',
  'Accepted, without effect',
] as const;
export type FlagGroup = (typeof flagGroups)[number];

export interface FlagSpec {
  readonly type: FlagType;
  readonly group: FlagGroup;
  /** One or more sentences. */
  readonly help: string;
  /** The default, spelled as a user would spell it. Without one the value may be undefined. */
  readonly default?: string;
  /** What happens when a flag without default is not given, for people: "as many as the host has". */
  readonly automatic?: string;
  readonly required?: true;
  /** A value for the example files, where there is no default. */
  readonly example?: string;
  /** Former names, accepted with a warning. */
  readonly aliases?: readonly string[];
  /** Smallest and largest value, in the spelling of the type. Numbers without `min` must not be negative. */
  readonly min?: string;
  readonly max?: string;
  /** The only values accepted, in lower or upper case. */
  readonly choices?: readonly string[];
  /** Other spellings of a value: what is written, and what it means. */
  readonly accepted?: Readonly<Record<string, string>>;
  /** Values of the original that this version refuses, and the reason; `*` stands for every value. */
  readonly refused?: Readonly<Record<string, string>>;
  /** A further check of the text; answers with the expected form when it is wrong. */
  readonly check?: (text: string) => string | undefined;
  /** A value that starts with `/` is the path of a file that holds it, as JSON flags have it. */
  readonly mayBePath?: true;
  /** A change is applied by a reload, without a restart. */
  readonly reloadable?: true;
  /** `none`: accepted for compatibility; a warning says that it has no effect. */
  readonly effect?: 'none';
  /** Not in help, examples and listings. */
  readonly hidden?: true;
  /** A question to the program, not a setting: command line only, and in no listing. */
  readonly commandLineOnly?: true;
  /** Not known to the original. */
  readonly ours?: true;
  /** A variable without MESOS_ that gives the value when nothing else does. */
  readonly otherVariable?: string;
}

export type FlagDeclarations = Readonly<Record<string, FlagSpec>>;

type ValueOf<Spec> = Spec extends { readonly choices: readonly (infer Choice)[] }
  ? Choice
  : Spec extends { readonly type: 'bool' }
    ? boolean
    : Spec extends { readonly type: 'int' | 'uint' | 'double' | 'port' | 'duration' | 'bytes' }
      ? number
      : Spec extends { readonly type: 'list' }
        ? readonly string[]
        : Spec extends { readonly type: 'json' }
          ? unknown
          : string;

/** The loaded values of a set of declarations: undefined only where there is neither default nor duty. */
export type Flags<Declarations> = {
  readonly [Name in keyof Declarations]: Declarations[Name] extends
    | { readonly default: string }
    | { readonly required: true }
    ? ValueOf<Declarations[Name]>
    : ValueOf<Declarations[Name]> | undefined;
};

/** A program with flags: what it declares, what it knows but refuses, and where its files are. */
export interface Program<Declarations extends FlagDeclarations> {
  readonly name: string;
  readonly summary: string;
  readonly usage: string;
  readonly flags: Declarations;
  /** Names of flags of Apache Mesos that this version does not support: always refused. */
  readonly notYet: readonly string[];
  /** Flags of the daemons it may share an environment file with, by name: the program they belong to. */
  readonly foreign: ReadonlyMap<string, string>;
  /** Absent: the program reads no files. */
  readonly files?: ProgramFiles | undefined;
  /** Unknown MESOS_ variables of the process are not spoken of (a client inherits those of daemons). */
  readonly ignoreUnknownEnvironment?: true;
  /** Rules between flags; answers with one sentence a problem. */
  check?(values: Flags<Declarations>): readonly string[];
}

export interface ProgramFiles {
  /** "agent" for agent.yaml, agent.json and agent.d/. */
  readonly settings: string;
  /** Environment files, the first that exists is read; the others are old names. */
  readonly environment: readonly [string, ...string[]];
  /** Files of former packages, read with a warning. */
  readonly former: FormerNames;
}

/** Where the packages of former versions kept the settings of a program. All names are below /etc. */
export interface FormerNames {
  /** Files of variables for the shell, a later one wins. */
  readonly variableFiles: readonly string[];
  /** What the start script made of variables that are no MESOS_ ones: the flag each of them gave. */
  readonly variables: Readonly<Record<string, string>>;
  /** Directories in which a file is a flag, a later one wins. */
  readonly flagDirectories: readonly string[];
  /** Values those packages wrote themselves, by flag: the default of the packages of today replaces them. */
  readonly ownDefaults: Readonly<Record<string, string>>;
  /** The flag that mesos/zk gives. */
  readonly zk: string;
  /** What to do when an address of ZooKeeper is refused. */
  readonly zkAdvice: string;
}

/** The flag of that name or former name. */
export function findFlag(
  flags: FlagDeclarations,
  name: string,
): { readonly name: string; readonly spec: FlagSpec; readonly isAlias: boolean } | undefined {
  const spec = Object.hasOwn(flags, name) ? flags[name] : undefined;
  if (spec !== undefined) return { name, spec, isAlias: false };
  const found = Object.entries(flags).find(([, other]) => other.aliases?.includes(name));
  return found === undefined ? undefined : { name: found[0], spec: found[1], isAlias: true };
}

/** The environment variable of a flag. */
export function variableOf(flagName: string): string {
  return `MESOS_${flagName.toUpperCase()}`;
}
