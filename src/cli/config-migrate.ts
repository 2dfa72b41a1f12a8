// `mesos config migrate`: carries out the plan of a migration and says what was done. New files come first and the
// old ones are renamed last, so that an interruption leaves both, which mean the same; the next run finishes it.
import { chownSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { MesosError } from '../base/errors.ts';
import type { MigrateFlags } from '../config/migrate-flags.ts';
import { type Migration, type NewFile, planMigration } from '../config/migration.ts';

export interface Output {
  print(line: string): void;
  printError(line: string): void;
}

/** Answers with the exit status. Throws MesosError CONFIG_INVALID or FILE_FAILED; the former has changed nothing. */
export function migrateConfig(flags: MigrateFlags, output: Output): number {
  const plan = planMigration(flags.etc);
  if (plan.renames.length === 0) {
    output.print(`nothing to migrate: there are no settings of former packages in ${flags.etc}`);
    return 0;
  }
  if (flags['dry-run']) describe(plan, output);
  else carryOut(plan, flags.etc, output);
  for (const note of plan.notes) output.printError(`note: ${note}`);
  return 0;
}

function describe(plan: Migration, output: Output): void {
  for (const [verb, files] of [
    ['write', plan.newFiles],
    ['append to', plan.additions],
  ] as const) {
    for (const { path, text } of files) {
      output.print(`would ${verb} ${path}:`);
      for (const line of text.trim().split('\n')) output.print(line === '' ? '' : `    ${line}`);
    }
  }
  for (const { from, to } of plan.renames) output.print(`would rename ${from} to ${to}`);
}

function carryOut(plan: Migration, etcDir: string, output: Output): void {
  for (const file of plan.newFiles) {
    attempt(`write ${file.path}`, () => writeNew(file, etcDir));
    output.print(`wrote ${file.path}: ${file.names.join(', ') || 'comments only'}`);
  }
  for (const file of plan.additions) {
    attempt(`append to ${file.path}`, () => {
      mkdirSync(dirname(file.path), { recursive: true });
      writeFileSync(file.path, file.text, { flag: 'a', mode: file.mode });
    });
    output.print(`appended to ${file.path}: ${file.names.join(', ')}`);
  }
  for (const { from, to } of plan.renames) {
    attempt(`rename ${from}`, () => renameSync(from, to));
    output.print(`renamed ${from} to ${to}`);
  }
}

/** A reader sees the whole file or none; one that not everybody may read belongs to the group that needs it. */
function writeNew(file: NewFile, etcDir: string): void {
  mkdirSync(dirname(file.path), { recursive: true });
  const temporary = `${file.path}.new`;
  writeFileSync(temporary, file.text, { mode: file.mode });
  const group = (file.mode & 0o004) === 0 ? groupOf(etcDir, 'mesos') : undefined;
  if (group !== undefined) chownSync(temporary, statSync(temporary).uid, group);
  renameSync(temporary, file.path);
}

/** The number of a group; the master runs as the user mesos and must be able to read what root writes for it. */
function groupOf(etcDir: string, name: string): number | undefined {
  try {
    const found = new RegExp(`^${name}:[^:]*:(\\d+):`, 'm').exec(readFileSync(join(etcDir, 'group'), 'utf8'));
    return found === null ? undefined : Number(found[1]);
  } catch {
    return undefined;
  }
}

function attempt(what: string, action: () => void): void {
  try {
    action();
  } catch (error) {
    throw new MesosError(
      'FILE_FAILED',
      `cannot ${what}: ${error instanceof Error ? error.message : String(error)}`,
      {
        cause: error,
        hint: 'run it again as a user who may change that directory; what was done so far is kept',
      },
    );
  }
}
