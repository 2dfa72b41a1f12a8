// Completions for bash, zsh and fish, printed from the declarations by scripts/generate into packaging/completions.
// Values are completed where they are known: choices, booleans and paths.
import type { FlagDeclarations, FlagSpec } from './flag.ts';
import { agentProgram, executeProgram, masterProgram, migrateProgram } from './programs.ts';

interface Command {
  /** Name of the shell's function, and of its file. */
  readonly name: string;
  /** The names it is called by. */
  readonly names: readonly string[];
  readonly flags: FlagDeclarations;
}

const daemons: readonly Command[] = [
  { name: 'mesos-master', names: ['mesos-master'], flags: masterProgram.flags },
  { name: 'mesos-agent', names: ['mesos-agent', 'mesos-slave'], flags: agentProgram.flags },
];
const execute: Command = { name: 'mesos-execute', names: ['mesos-execute'], flags: executeProgram.flags };
const migrate: Command = { name: 'mesos-config-migrate', names: [], flags: migrateProgram.flags };

const head = '# Generated from the declarations in src/config by scripts/generate.';

/** The text of each file, by its path below packaging/completions. */
export function completionFiles(): Readonly<Record<string, string>> {
  const files: Record<string, string> = {};
  for (const command of [...daemons, execute]) {
    // bash and fish look for a file by the name that was typed.
    for (const name of command.names) {
      files[`bash/${name}`] = bashFile(command, name);
      files[`fish/${name}.fish`] = fishFile(command, name);
    }
  }
  for (const command of daemons) files[`zsh/_${command.name}`] = zshFile(command);
  files['bash/mesos'] = bashMesos();
  files['fish/mesos.fish'] = fishMesos();
  files['zsh/_mesos'] = zshMesos();
  return files;
}

/** What may follow `--name`; a boolean is written without a value, or with one. */
type Values = 'none' | 'words' | 'path' | 'free';

function valuesOf(
  name: string,
  spec: FlagSpec,
): { readonly kind: Values; readonly words: readonly string[] } {
  if (spec.type === 'bool') {
    const isQuestion = spec.commandLineOnly === true || name === 'help' || name === 'version';
    return isQuestion ? { kind: 'none', words: [] } : { kind: 'words', words: ['true', 'false'] };
  }
  if (spec.choices !== undefined) return { kind: 'words', words: spec.choices };
  if (spec.type === 'path' || name === 'config_dir') return { kind: 'path', words: [] };
  return { kind: 'free', words: [] };
}

/** Flags worth offering: not the hidden ones, nor those that do nothing or refuse every value. */
function offered(flags: FlagDeclarations): [string, FlagSpec][] {
  return Object.entries(flags).filter(
    ([, spec]) => spec.hidden !== true && spec.effect !== 'none' && spec.refused?.['*'] === undefined,
  );
}

/** The text up to the first full stop or semicolon that is not in parentheses. */
function firstSentence(text: string): string {
  const found = /^(?:\([^)]*\)|[^(])*?(?=[.;](?:\s|$))/.exec(text)?.[0];
  return found === undefined || found === '' ? text.replace(/\.$/, '') : found;
}

function functionName(command: { readonly name: string }): string {
  return `_${command.name.replaceAll('-', '_')}`;
}

// bash

function bashFile(command: Command, name: string): string {
  return [head, '', bashFunction(command), `complete -F ${functionName(command)} ${name}`, ''].join('\n');
}

/**
 * The word before the cursor is taken from the line, because bash has split it at = by COMP_WORDBREAKS, and what is
 * offered replaces only the part behind it then.
 */
function bashFunction(command: Command): string {
  const words: string[] = [];
  const byValues = new Map<string, string[]>();
  for (const [name, spec] of offered(command.flags)) {
    const { kind, words: values } = valuesOf(name, spec);
    if (spec.type === 'bool') words.push(`--${name}`, ...(kind === 'none' ? [] : [`--no-${name}`]));
    else words.push(`--${name}=`);
    const action =
      kind === 'path'
        ? 'compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -f -- "$value")'
        : kind === 'words'
          ? `mapfile -t COMPREPLY < <(compgen -W '${values.join(' ')}' -- "$value")`
          : undefined;
    if (action !== undefined) byValues.set(action, [...(byValues.get(action) ?? []), `--${name}`]);
  }
  const cases = [...byValues].flatMap(([action, names]) => [
    ...columns(names, ' | ', '    ', ')', ' | \\'),
    ...action.split('; ').map((line) => `      ${line}`),
    '      ;;',
  ]);
  return [
    `${functionName(command)}() {`,
    `  local line=\${COMP_LINE:0:COMP_POINT}`,
    `  local word=\${line##*[[:space:]]}`,
    '  COMPREPLY=()',
    '  if [[ $word == --*=* ]]; then',
    `    local name=\${word%%=*} value=\${word#*=}`,
    ...(cases.length === 0 ? [] : ['    case $name in', ...cases, '    esac']),
    `    [[ $COMP_WORDBREAKS == *=* ]] || COMPREPLY=("\${COMPREPLY[@]/#/$name=}")`,
    '    return',
    '  fi',
    "  mapfile -t COMPREPLY < <(compgen -W '",
    ...columns(words, ' ', '    ', '', ''),
    '  \' -- "$word")',
    `  if [[ \${#COMPREPLY[@]} == 1 && \${COMPREPLY[0]} == *= ]]; then compopt -o nospace 2>/dev/null; fi`,
    '}',
  ].join('\n');
}

function bashMesos(): string {
  return [
    head,
    '',
    bashFunction(execute),
    '',
    bashFunction(migrate),
    '',
    '_mesos() {',
    `  local line=\${COMP_LINE:0:COMP_POINT} words`,
    '  read -ra words <<<"$line"',
    '  [[ $line == *[[:space:]] ]] && words+=("")',
    `  local word=\${words[\${#words[@]} - 1]}`,
    '  COMPREPLY=()',
    `  if ((\${#words[@]} <= 2)); then`,
    `    mapfile -t COMPREPLY < <(compgen -W 'execute config help --help --version' -- "$word")`,
    '    return',
    '  fi',
    `  case \${words[1]} in`,
    `    execute) ${functionName(execute)} ;;`,
    '    config)',
    `      if ((\${#words[@]} == 3)); then`,
    `        mapfile -t COMPREPLY < <(compgen -W 'migrate' -- "$word")`,
    `      elif [[ \${words[2]} == migrate ]]; then`,
    `        ${functionName(migrate)}`,
    '      fi',
    '      ;;',
    `    help) mapfile -t COMPREPLY < <(compgen -W 'execute config' -- "$word") ;;`,
    '  esac',
    '}',
    'complete -F _mesos mesos',
    '',
  ].join('\n');
}

/** Words in lines of at most 110 characters; all but the last line get `more` at their end. */
function columns(
  words: readonly string[],
  between: string,
  indent: string,
  end: string,
  more: string,
): string[] {
  const lines: string[] = [];
  for (const word of words) {
    const last = lines.at(-1);
    if (last !== undefined && indent.length + last.length + between.length + word.length <= 106) {
      lines[lines.length - 1] = `${last}${between}${word}`;
    } else lines.push(word);
  }
  return lines.map((line, index) => `${indent}${line}${index === lines.length - 1 ? end : more}`);
}

// zsh

function zshFile(command: Command): string {
  const lines = [`#compdef ${command.names.join(' ')}`, head, '', '_arguments \\', ...zshArguments(command)];
  return `${lines.join('\n')}\n`;
}

function zshMesos(): string {
  return [
    '#compdef mesos mesos-execute',
    head,
    '',
    '_mesos_execute() {',
    '  _arguments \\',
    ...zshArguments(execute).map((line) => `  ${line}`),
    '}',
    '',
    '_mesos_config_migrate() {',
    '  _arguments \\',
    ...zshArguments(migrate).map((line) => `  ${line}`),
    '}',
    '',
    '_mesos() {',
    '  if [[ $service == mesos-execute ]]; then',
    '    _mesos_execute',
    '  elif ((CURRENT == 2)); then',
    "    _values 'command' 'execute[Run one task]' 'config[Change configuration files]' 'help[Print help]'",
    '  elif [[ $words[2] == execute ]]; then',
    '    shift words; ((CURRENT--))',
    '    _mesos_execute',
    '  elif [[ $words[2] == config ]] && ((CURRENT == 3)); then',
    "    _values 'command' 'migrate[Take over files of former packages]'",
    '  elif [[ $words[2] == config && $words[3] == migrate ]]; then',
    '    shift 2 words; ((CURRENT -= 2))',
    '    _mesos_config_migrate',
    '  elif [[ $words[2] == help ]]; then',
    "    _values 'command' execute config",
    '  fi',
    '}',
    '',
    '_mesos "$@"',
    '',
  ].join('\n');
}

function zshArguments(command: Command): string[] {
  const quote = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;
  const description = (spec: FlagSpec): string => firstSentence(spec.help).replace(/[[\]\\:]/g, '\\$&');
  const lines = offered(command.flags).flatMap(([name, spec]) => {
    const { kind, words } = valuesOf(name, spec);
    if (spec.type === 'bool') {
      const plain = quote(`--${name}[${description(spec)}]`);
      return kind === 'none' ? [plain] : [plain, quote(`--no-${name}[not\\: ${description(spec)}]`)];
    }
    const action = kind === 'words' ? `(${words.join(' ')})` : kind === 'path' ? '_files' : '';
    return [quote(`--${name}=-[${description(spec)}]:${name}:${action}`)];
  });
  return lines.map((line, index) => `  ${line}${index === lines.length - 1 ? '' : ' \\'}`);
}

// fish

function fishFile(command: Command, name: string): string {
  return `${[head, `complete -c ${name} -f`, ...fishFlags(command, `complete -c ${name}`)].join('\n')}\n`;
}

function fishMesos(): string {
  const isFirst = 'test (count (commandline -opc)) -eq 1';
  const follows = (...words: string[]): string =>
    words.map((word, index) => `test (commandline -opc)[${index + 2}] = ${word}`).join('; and ');
  const after = (...words: string[]): string =>
    `test (count (commandline -opc)) -gt ${words.length}; and ${follows(...words)}`;
  return [
    head,
    'complete -c mesos -f',
    `complete -c mesos -n '${isFirst}' -a execute -d 'Run one task'`,
    `complete -c mesos -n '${isFirst}' -a config -d 'Change configuration files'`,
    `complete -c mesos -n '${isFirst}' -a help -d 'Print help'`,
    `complete -c mesos -n '${isFirst}' -l version -d 'Print the version'`,
    `complete -c mesos -n 'test (count (commandline -opc)) -eq 2; and ${follows('config')}' -a migrate -d 'Take over files of former packages'`,
    `complete -c mesos -n 'test (count (commandline -opc)) -eq 2; and ${follows('help')}' -a 'execute config'`,
    ...fishFlags(execute, `complete -c mesos -n '${after('execute')}'`),
    ...fishFlags(migrate, `complete -c mesos -n '${after('config', 'migrate')}'`),
    '',
  ].join('\n');
}

function fishFlags(command: Command, start: string): string[] {
  const quote = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
  return offered(command.flags).flatMap(([name, spec]) => {
    const { kind, words } = valuesOf(name, spec);
    const text = firstSentence(spec.help);
    if (spec.type === 'bool') {
      const plain = `${start} -l ${name} -d ${quote(text)}`;
      return kind === 'none' ? [plain] : [plain, `${start} -l no-${name} -d ${quote(`not: ${text}`)}`];
    }
    const values = kind === 'path' ? '-r -F' : kind === 'words' ? `-x -a ${quote(words.join(' '))}` : '-x';
    return [`${start} -l ${name} ${values} -d ${quote(text)}`];
  });
}
