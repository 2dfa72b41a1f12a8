// What a reload may apply: the difference of two loaded configurations, split by what the declarations allow.
import type { FlagDeclarations, Program } from './flag.ts';
import { formatFlag } from './flag-value.ts';
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
