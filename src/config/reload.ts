// A reload: the sources are read once more, flags that are declared reloadable take effect, and the others that have
// changed are named. A configuration that would be refused at a start changes nothing.
import { describeError, MesosError } from '../base/errors.ts';
import type { Log } from '../base/ports.ts';
import type { FlagDeclarations, Program } from './flag.ts';
import { formatFlag } from './flag-value.ts';
import { type LoadedConfig, type LoadOptions, loadConfig } from './load.ts';
import type { Resolved } from './resolve.ts';

export interface ReloadPlan {
  /** Changed flags that are declared reloadable. */
  readonly apply: readonly string[];
  /** Changed flags that take effect at the next start only. */
  readonly needRestart: readonly string[];
}

/** Compares the configuration a program runs with to one loaded now. */
export function planReload(
  program: Program<FlagDeclarations>,
  running: Resolved<FlagDeclarations>,
  loaded: Resolved<FlagDeclarations>,
): ReloadPlan {
  const changed = Object.entries(program.flags).filter(
    ([name, spec]) => formatFlag(spec, running.values[name]) !== formatFlag(spec, loaded.values[name]),
  );
  const names = (isReloadable: boolean): string[] =>
    changed.filter(([, spec]) => (spec.reloadable === true) === isReloadable).map(([name]) => name);
  return { apply: names(true), needRestart: names(false) };
}

/** What makes a reloadable flag take effect, by name. Every flag declared reloadable has one. */
export type Appliers = Readonly<Record<string, (value: unknown) => void>>;

export interface Reload<Declarations extends FlagDeclarations> {
  /**
   * What the program runs with from now on: its old configuration, with the flags that were applied. What was asked
   * for by flags that need a restart is not in it.
   */
  readonly config: LoadedConfig<Declarations>;
  /** `undefined` when the new configuration was refused and nothing has changed. */
  readonly plan: ReloadPlan | undefined;
}

/**
 * Reloads the configuration of a daemon and says in the log what became of it. `options` are those of its start:
 * `env` is the environment the process was given, without what the environment file has added to it, or lines that
 * have changed there would stay hidden behind their old values. Never throws for what an operator can do wrong.
 */
export function reloadConfig<Declarations extends FlagDeclarations>(
  program: Program<Declarations>,
  options: LoadOptions,
  running: LoadedConfig<Declarations>,
  appliers: Appliers,
  log: Log,
): Reload<Declarations> {
  let loaded: LoadedConfig<Declarations>;
  try {
    loaded = loadConfig(program, options);
  } catch (error) {
    if (!(error instanceof MesosError)) throw error;
    log.error(`not reloaded, the running configuration stays in effect: ${describeError(error)}`);
    return { config: running, plan: undefined };
  }
  for (const warning of loaded.warnings) {
    if (!running.warnings.includes(warning)) log.warn(warning);
  }
  // What a flag means does not depend on the types of the others here.
  const plan = planReload(program as Program<FlagDeclarations>, running, loaded);
  const values: Record<string, unknown> = { ...running.values };
  const origins: Record<string, string> = { ...running.origins };
  for (const name of plan.apply) {
    values[name] = loaded.values[name];
    origins[name] = loaded.origins[name] ?? 'not set';
    appliers[name]?.(loaded.values[name]);
    log.info(`reloaded --${name}`, { ...textOf(program, loaded, name), from: origins[name] });
  }
  for (const name of plan.needRestart) {
    log.warn(`--${name} has changed; it takes effect when ${program.name} is restarted`, {
      from: loaded.origins[name] ?? 'not set',
    });
  }
  if (plan.apply.length + plan.needRestart.length === 0) log.info('reloaded: no flag has changed');
  const merged = { values, origins, warnings: loaded.warnings } as unknown as Resolved<Declarations>;
  return { config: { ...running, ...merged }, plan };
}

function textOf(
  program: Program<FlagDeclarations>,
  config: Resolved<FlagDeclarations>,
  name: string,
): { readonly value?: string | undefined } {
  const spec = program.flags[name];
  return spec === undefined || spec.type === 'secret' ? {} : { value: formatFlag(spec, config.values[name]) };
}
