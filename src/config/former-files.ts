// Finds and reads the files of former packages below one directory (/etc on a host, another in tests and for
// `mesos config migrate --etc`). What a start script would have read and cannot be read is a problem: a daemon must
// not start without a setting that the host has.
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { FormerNames } from './flag.ts';
import {
  type FlagDirectory,
  type FormerSettings,
  type FormerSources,
  formerSettings,
} from './former-settings.ts';
import type { SourceFile } from './sources.ts';
import { exists, isMissing, readText, reasonOf } from './text-file.ts';

/** More than any site has; a wrong directory may have more. */
const maxFilesPerDirectory = 1000;

/** Names that editors and package managers leave behind; the start script would have failed on them. */
const leftover = /(~|\.(dpkg-[a-z]+|rpm(save|new|orig)|ucf-[a-z]+|bak|orig|swp|migrated))$/;

/** Reads what former packages left for a program below `etcDir`, and translates it. */
export function readFormer(names: FormerNames, etcDir: string): FormerSettings {
  const problems: string[] = [];
  const warnings: string[] = [];
  const read = (path: string): SourceFile[] => readIfThere(path, problems);
  const sources: FormerSources = {
    zk: read(join(etcDir, 'mesos/zk'))[0],
    variableFiles: names.variableFiles.flatMap((name) => read(join(etcDir, name))),
    directories: names.flagDirectories.map((name) => readDirectory(join(etcDir, name), problems, warnings)),
    referenced: (path) => read(path.startsWith('/etc/') ? join(etcDir, path.slice('/etc/'.length)) : path)[0],
  };
  const former = formerSettings(names, sources);
  return {
    ...former,
    problems: [...problems, ...former.problems],
    warnings: [...warnings, ...former.warnings],
  };
}

function readDirectory(directory: string, problems: string[], warnings: string[]): FlagDirectory {
  const list = (name: string): SourceFile[] => {
    const path = join(directory, name);
    return namesIn(path, problems, warnings)
      .filter((item) => !statSync(join(path, item), { throwIfNoEntry: false })?.isDirectory())
      .flatMap((item) => readIfThere(join(path, item), problems));
  };
  const flags: SourceFile[] = [];
  for (const name of namesIn(directory, problems, warnings)) {
    const path = join(directory, name);
    if (statSync(path, { throwIfNoEntry: false })?.isDirectory() !== true) {
      flags.push(...readIfThere(path, problems));
    } else if (name !== 'attributes' && name !== 'resources') {
      warnings.push(`${path} is not read: it is a directory`);
    }
  }
  const isDirectory = (name: string): boolean =>
    statSync(join(directory, name), { throwIfNoEntry: false })?.isDirectory() === true;
  return {
    flags,
    attributes: isDirectory('attributes') ? list('attributes') : [],
    resources: isDirectory('resources') ? list('resources') : [],
  };
}

/** The names that the shell's `*` gives, in the order of their code units. */
function namesIn(directory: string, problems: string[], warnings: string[]): string[] {
  let names: string[];
  try {
    names = readdirSync(directory)
      .filter((name) => !name.startsWith('.'))
      .sort();
  } catch (error) {
    if (!isMissing(error)) problems.push(`cannot list ${directory}: ${reasonOf(error)}`);
    return [];
  }
  for (const name of names.filter((other) => leftover.test(other))) {
    warnings.push(`${join(directory, name)} is not read: it looks like a copy`);
  }
  const kept = names.filter((name) => !leftover.test(name));
  if (kept.length > maxFilesPerDirectory) {
    problems.push(`${directory} holds more than ${maxFilesPerDirectory} files`);
  }
  return kept.slice(0, maxFilesPerDirectory);
}

function readIfThere(path: string, problems: string[]): SourceFile[] {
  if (!exists(path)) return [];
  try {
    return [{ path, text: readText(path) }];
  } catch (error) {
    problems.push(
      `cannot read ${path}: ${reasonOf(error)}; this file of former packages must be readable for the user of the ` +
        'program, or be turned into new ones by "mesos config migrate"',
    );
    return [];
  }
}
