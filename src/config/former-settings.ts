// The texts of former packages' files as settings, in the order in which their start script let them win. Nothing
// is read here; a line that script would have run as a command is a problem, never a guess.
import { readLine } from './env-file.ts';
import type { FormerNames } from './flag.ts';
import { scriptFlags, scriptVariables } from './former-names.ts';
import type { Setting } from './setting.ts';
import type { SourceFile } from './sources.ts';

/** The content of a directory in which a file is a flag. */
export interface FlagDirectory {
  readonly flags: readonly SourceFile[];
  /** Items of the flags attributes and resources: the name of the file and its text make `name:value`. */
  readonly attributes: readonly SourceFile[];
  readonly resources: readonly SourceFile[];
}

export interface FormerSources {
  readonly zk?: SourceFile | undefined;
  readonly variableFiles: readonly SourceFile[];
  readonly directories: readonly FlagDirectory[];
  /** The file that `cat PATH` would print; undefined when there is none. */
  referenced(path: string): SourceFile | undefined;
}

export interface FormerSettings {
  readonly settings: readonly Setting[];
  /** Variables that are neither settings nor the script's own. */
  readonly environment: Readonly<Record<string, string>>;
  readonly problems: readonly string[];
  readonly warnings: readonly string[];
  /** The files that gave anything, each once. */
  readonly files: readonly string[];
}

interface Found {
  readonly fromEnvironment: Setting[];
  readonly fromScript: Setting[];
  readonly environment: Record<string, string>;
  readonly problems: string[];
  readonly warnings: string[];
  readonly files: Set<string>;
}

/** Translates the files of one program. */
export function formerSettings(names: FormerNames, sources: FormerSources): FormerSettings {
  const found: Found = {
    fromEnvironment: [],
    fromScript: [],
    environment: {},
    problems: [],
    warnings: [],
    files: new Set(),
  };
  const address = sources.zk === undefined ? '' : contentOf(sources.zk);
  const zk =
    sources.zk === undefined || address === ''
      ? []
      : [{ ...settingOf(names.zk, names.zk, address, sources.zk.path), advice: names.zkAdvice }];
  for (const file of sources.variableFiles) readVariables(names, file, sources, found);
  const flags = sources.directories.flatMap((directory) => flagsOf(directory));
  return {
    settings: [
      ...zk,
      ...found.fromEnvironment,
      ...found.fromScript,
      ...flags.map(({ setting }) => setting),
    ].map((setting) => (setting.name === names.zk ? { ...setting, advice: names.zkAdvice } : setting)),
    environment: found.environment,
    problems: found.problems,
    warnings: found.warnings,
    files: [
      ...new Set([
        ...(zk.length === 0 ? [] : [sources.zk!.path]),
        ...found.files,
        ...flags.flatMap(({ files }) => files),
      ]),
    ],
  };
}

/** Leaves out what the former packages wrote themselves, where the packages of today have a default of their own. */
export function withoutOwnDefaults(
  names: FormerNames,
  former: FormerSettings,
  vendor: ReadonlySet<string>,
): FormerSettings {
  const isOwn = ({ name, text }: Setting): boolean =>
    vendor.has(name) && text !== undefined && names.ownDefaults[name] === text;
  const left = former.settings.filter(isOwn);
  return {
    ...former,
    settings: former.settings.filter((setting) => !isOwn(setting)),
    warnings: [
      ...former.warnings,
      ...left.map(
        ({ place, name, text }) =>
          `${place}: ${name} is ignored: ${text} was the default of the former packages, and that of the packages ` +
          'of today takes its place',
      ),
    ],
  };
}

/** The files may be many; the first ones tell where to look. */
const maxNamedFiles = 8;

/** Says once which files of former packages are in use, and how to be rid of them. */
export function formerWarning(files: readonly string[]): string {
  const more = files.length - maxNamedFiles;
  const named = files.slice(0, maxNamedFiles).join(', ') + (more > 0 ? ` and ${more} more` : '');
  return `files of former packages are read: ${named}; "mesos config migrate" turns them into files of /etc/mesos`;
}

function readVariables(names: FormerNames, file: SourceFile, sources: FormerSources, found: Found): void {
  const { path, text } = file;
  for (const [index, raw] of text
    .replace(/^\ufeff/, '')
    .split('\n')
    .entries()) {
    const line = raw.endsWith('\r') ? raw.slice(0, -1) : raw;
    const place = `${path}:${index + 1}`;
    const cat = readCat(line);
    if (cat !== undefined) {
      const referenced = sources.referenced(cat.path);
      const value = referenced === undefined ? '' : contentOf(referenced);
      assign(
        names,
        cat.name,
        value,
        { path, place: `${place} (${cat.path})` },
        found,
        referenced === undefined,
      );
      continue;
    }
    const read = readLine(line);
    if (read === undefined) continue;
    if ('problem' in read) {
      found.problems.push(
        `${place}: ${read.problem}; this file of former packages is read without a shell: write the value here, or ` +
          'move the setting to a file of /etc/mesos and remove the line',
      );
    } else assign(names, read.name, read.value, { path, place }, found, false);
  }
}

/** `` NAME=`cat PATH` `` and its other spellings, as the former packages wrote them. */
function readCat(line: string): { readonly name: string; readonly path: string } | undefined {
  const match =
    /^[ \t]*(?:export[ \t]+)?([A-Za-z_][A-Za-z0-9_]*)=("?)(?:`cat[ \t]+(\/[^\s`'"$]+)[ \t]*`|\$\((?:cat[ \t]+|<[ \t]*)(\/[^\s)'"$]+)[ \t]*\))\2[ \t]*(?:#.*)?$/.exec(
      line,
    );
  return match === null ? undefined : { name: match[1]!, path: (match[3] ?? match[4])! };
}

function assign(
  names: FormerNames,
  variable: string,
  value: string,
  { path, place }: { readonly path: string; readonly place: string },
  found: Found,
  isMissing: boolean,
): void {
  const flag = Object.hasOwn(names.variables, variable) ? names.variables[variable] : undefined;
  const missing = isMissing ? 'there is no such file' : undefined;
  if (flag !== undefined) {
    // The script left out an empty value, as if the line were not there.
    if (value === '' && !isMissing) return;
    found.files.add(path);
    // Without its file an election by ZooKeeper is switched off; an agent without its master must not guess one.
    if (isMissing && flag === 'zk') {
      found.warnings.push(`${place}: ${variable} is ignored: there is no such file`);
      return;
    }
    found.fromScript.push({ ...settingOf(flag, variable, value, place), missing });
  } else if (variable === 'ULIMIT' && value !== '') {
    found.files.add(path);
    found.warnings.push(
      `${place}: ULIMIT has no effect: limits are those of the systemd unit (systemctl edit, LimitNOFILE=)`,
    );
  } else if (variable.startsWith('MESOS_')) {
    found.files.add(path);
    const name = variable.slice('MESOS_'.length).toLowerCase();
    found.fromEnvironment.push({ ...settingOf(name, variable, value, place), missing });
  } else if (!scriptVariables.has(variable)) {
    found.files.add(path);
    found.environment[variable] = value;
  }
}

function flagsOf(directory: FlagDirectory): { readonly setting: Setting; readonly files: string[] }[] {
  const flags = directory.flags.flatMap((file) => {
    const written = nameOf(file.path);
    const isBoolean = written.startsWith('?');
    const name = (isBoolean ? written.slice(1) : written).toLowerCase();
    if (scriptFlags.has(name)) return [];
    const text = isBoolean ? undefined : contentOf(file);
    return [{ setting: { name, written, text, place: file.path }, files: [file.path] }];
  });
  const joined = (['attributes', 'resources'] as const).flatMap((name) => {
    const items = directory[name].filter(({ text }) => text !== '');
    const first = items[0];
    if (first === undefined) return [];
    const text = items.map((item) => `${nameOf(item.path)}:${contentOf(item)}`).join(';');
    const place = first.path.slice(0, first.path.lastIndexOf('/'));
    return [{ setting: settingOf(name, name, text, place), files: items.map(({ path }) => path) }];
  });
  return [...flags, ...joined];
}

function settingOf(name: string, written: string, text: string, place: string): Setting {
  return { name, written, text, place };
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** What `$(cat FILE)` gives: the text without line ends at its end. */
function contentOf({ text }: SourceFile): string {
  return text.replace(/[\r\n]+$/, '');
}
