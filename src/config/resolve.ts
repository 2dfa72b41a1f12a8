// The pure heart of configuration: layers of settings become typed values, each with its origin. Nothing is read
// here (the content of file:// values comes through a port), and every problem found is reported, not only the first.
import { MesosError } from '../base/errors.ts';
import { type FlagDeclarations, type FlagSpec, type Flags, findFlag, type Program } from './flag.ts';
import { parseFlagValue } from './flag-value.ts';
import type { Layer, Setting } from './setting.ts';
import { judgeUnknown } from './unknown-name.ts';

/** The status with which a program exits when its configuration is refused; its unit does not restart on it. */
export const configExitStatus = 78;

export interface Resolved<Declarations extends FlagDeclarations> {
  readonly values: Flags<Declarations>;
  /** Where each value came from: "command line", "/etc/mesos/mesos-agent-env.sh:3", "default", "not set". */
  readonly origins: { readonly [Name in keyof Declarations]: string };
  /** Flags whose value was given as the address of a file, with that address. */
  readonly addresses: ReadonlyMap<string, string>;
  readonly warnings: readonly string[];
}

/** Reads the file of a `file://` value; throws when it cannot. */
export type ReadText = (path: string) => string;

/** What is known of the sources already. */
export interface FoundInSources {
  readonly problems?: readonly string[];
  readonly warnings?: readonly string[];
  /** Flags that the problems are about. */
  readonly attempted?: readonly string[];
}

interface Chosen {
  readonly setting: Setting;
  readonly negated: boolean;
  readonly spelling: string;
}

/**
 * Merges layers from lowest to highest precedence, parses and checks. `found` holds problems and warnings of the
 * sources. Throws MesosError CONFIG_INVALID that lists all problems, one a line.
 */
export function resolveFlags<Declarations extends FlagDeclarations>(
  program: Program<Declarations>,
  layers: readonly Layer[],
  readText: ReadText,
  found: FoundInSources = {},
  variables: Readonly<Record<string, string | undefined>> = {},
): Resolved<Declarations> {
  const problems = [...(found.problems ?? [])];
  const warnings = [...(found.warnings ?? [])];
  const chosen = chooseSettings(program, layers, problems, warnings);
  const values: Record<string, unknown> = {};
  const origins: Record<string, string> = {};
  const addresses = new Map<string, string>();
  for (const [name, spec] of Object.entries(program.flags)) {
    const choice = chosen.get(name) ?? fromOtherVariable(spec, variables);
    if (choice === undefined) {
      values[name] = spec.default === undefined ? undefined : defaultOf(spec);
      origins[name] = spec.default === undefined ? 'not set' : 'default';
      if (spec.required === true && found.attempted?.includes(name) !== true)
        problems.push(`the flag --${name} is needed: ${spec.help}`);
      continue;
    }
    origins[name] = choice.setting.place;
    const text = textOf(spec, choice, readText, warnings);
    const parsed = 'problem' in text ? text : parseFlagValue(spec, text.value);
    if ('problem' in parsed) {
      const { place, written, advice } = choice.setting;
      problems.push(`${place}: ${written}: ${parsed.problem}${advice === undefined ? '' : `; ${advice}`}`);
      continue;
    }
    values[name] = parsed.value;
    if ('address' in text) addresses.set(name, text.address);
    if (spec.effect === 'none') {
      warnings.push(`${choice.setting.place}: ${choice.setting.written} has no effect: ${spec.help}`);
    }
  }
  if (problems.length === 0) problems.push(...(program.check?.(values as Flags<Declarations>) ?? []));
  if (problems.length > 0) throw invalidConfiguration(program.name, problems);
  return {
    values: values as Flags<Declarations>,
    origins: origins as { [Name in keyof Declarations]: string },
    addresses,
    warnings,
  };
}

/** The error of a refused configuration. */
function invalidConfiguration(programName: string, problems: readonly string[]): MesosError {
  const lines = problems.map((problem) => `  ${problem}`).join('\n');
  return new MesosError(
    'CONFIG_INVALID',
    `the configuration is refused (${programName} --help lists the flags):\n${lines}`,
  );
}

function chooseSettings(
  program: Program<FlagDeclarations>,
  layers: readonly Layer[],
  problems: string[],
  warnings: string[],
): Map<string, Chosen> {
  const chosen = new Map<string, Chosen>();
  // The original merges environment and command line before it looks, so two names of one flag clash across them.
  const inOneBreath = new Map<string, Setting & { readonly spelling: string }>();
  for (const layer of layers) {
    for (const setting of layer.settings) {
      const target = findTarget(program, setting);
      if (target === undefined) {
        judgeUnknown(program, layer, setting, problems, warnings);
        continue;
      }
      const { name, spec, isAlias, negated } = target;
      const { place, written } = setting;
      if (spec.commandLineOnly === true && layer.kind !== 'command line') {
        problems.push(`${place}: ${written} can only be given on the command line`);
        continue;
      }
      if (name === 'config_dir' && layer.kind !== 'command line' && layer.kind !== 'environment') {
        problems.push(`${place}: ${written} can only be given on the command line or in the environment`);
        continue;
      }
      if (isAlias) warnings.push(`${place}: ${written} is an old name of --${name}`);
      const spelling = isAlias ? setting.name : name;
      if (
        layer.kind === 'environment file' ||
        layer.kind === 'environment' ||
        layer.kind === 'command line'
      ) {
        const earlier = inOneBreath.get(name);
        const isRepeated = layer.kind === 'command line' && earlier?.place === place;
        if (isRepeated && earlier.spelling === spelling) {
          problems.push(`${place}: the flag --${name} is given twice`);
        } else if (earlier !== undefined && earlier.spelling !== spelling) {
          problems.push(
            `${place}: ${written}: the flag --${name} is already loaded, from ${earlier.written} (${earlier.place})`,
          );
        }
        const isVariant =
          layer.kind === 'environment' && earlier?.place === place && earlier.text !== setting.text;
        if (isVariant && earlier.spelling === spelling) {
          problems.push(`${place}: ${written} and ${earlier.written} are one flag with two values`);
        }
        inOneBreath.set(name, { ...setting, spelling });
      }
      chosen.set(name, { setting, negated, spelling });
    }
  }
  return chosen;
}

function findTarget(program: Program<FlagDeclarations>, setting: Setting) {
  const found = findFlag(program.flags, setting.name);
  if (found !== undefined) return { ...found, negated: false };
  if (!setting.name.startsWith('no-')) return undefined;
  const positive = findFlag(program.flags, setting.name.slice('no-'.length));
  return positive?.spec.type === 'bool' ? { ...positive, negated: true } : undefined;
}

function fromOtherVariable(
  spec: FlagSpec,
  variables: Readonly<Record<string, string | undefined>>,
): Chosen | undefined {
  const text = spec.otherVariable === undefined ? undefined : variables[spec.otherVariable];
  if (text === undefined || text === '') return undefined;
  const written = String(spec.otherVariable);
  return {
    setting: { name: written, written, text, place: 'environment' },
    negated: false,
    spelling: written,
  };
}

/** The text to parse: negation, the empty value of a boolean, and the content of file:// are settled here. */
function textOf(
  spec: FlagSpec,
  { setting, negated }: Chosen,
  readText: ReadText,
  warnings: string[],
):
  | { readonly value: string }
  | { readonly value: string; readonly address: string }
  | { readonly problem: string } {
  const { text, place, written, missing } = setting;
  if (missing !== undefined) return { problem: missing };
  if (negated) {
    const hasValue = text !== undefined && text !== '';
    return hasValue ? { problem: 'a flag that starts with no- takes no value' } : { value: 'false' };
  }
  if (spec.type === 'bool' && (text === undefined || text === '')) return { value: 'true' };
  if (text === undefined) return { problem: 'needs a value' };
  if (spec.type === 'path') return { value: text };
  const isOldPath = (spec.type === 'json' || spec.mayBePath === true) && text.startsWith('/');
  if (!text.startsWith('file://') && !isOldPath) return { value: text };
  const address = isOldPath ? `file://${text}` : text;
  if (isOldPath) warnings.push(`${place}: ${written}: a bare path is an old form; write ${address}`);
  try {
    const content = readText(address.slice('file://'.length));
    const value = spec.type === 'secret' ? content.trimEnd() : content.replace(/\r?\n$/, '');
    return { value, address };
  } catch (error) {
    return { problem: `cannot read ${address}: ${error instanceof Error ? error.message : String(error)}` };
  }
}

function defaultOf(spec: FlagSpec): unknown {
  const parsed = parseFlagValue(spec, spec.default ?? '');
  return 'value' in parsed ? parsed.value : undefined;
}
