// The manual pages, printed from the declarations by scripts/generate into docs/man.
import { type FlagDeclarations, type Program, variableOf } from './flag.ts';
import { describe, groups } from './flag-text.ts';
import { synopsis } from './help.ts';
import { filesPage } from './manual-files.ts';
import { agentProgram, executeProgram, masterProgram, migrateProgram } from './programs.ts';
import { ManualPage } from './roff.ts';

/** The day on which the words of these pages changed last; the flags in them speak for themselves. */
export const manualDate = '2026-11-21';

type AnyProgram = Program<FlagDeclarations>;

/** The text of each page, by the name of its file. */
export function manualPages(): Readonly<Record<string, string>> {
  return {
    'mesos-master.8': daemonPage(masterProgram as unknown as AnyProgram, master),
    'mesos-agent.8': daemonPage(agentProgram as unknown as AnyProgram, agent),
    'mesos.1': commandPage(),
    'mesos-execute.1': executePage(),
    'mesos.yaml.5': filesPage('mesos.yaml', manualDate),
    'mesos-env.sh.5': filesPage('mesos-env.sh', manualDate),
  };
}

interface DaemonWords {
  /** Other names of the program. */
  readonly names: string;
  readonly about: string;
  readonly description: readonly string[];
  readonly signals: readonly (readonly [string, string])[];
  readonly files: readonly (readonly [string, string])[];
  readonly examples: readonly (readonly [string, readonly string[]])[];
  readonly seeAlso: string;
}

const commonSignals = [
  ['SIGHUP', 'Reads the configuration again (see mesos.yaml(5)). `systemctl reload` sends it.'],
] as const;

const master: DaemonWords = {
  names: 'mesos-master',
  about: 'offers the resources of agents to frameworks',
  description: [
    'The master of a Mesos cluster. Agents register with it, frameworks subscribe to it, and it offers the ' +
      'resources of the former to the latter, launches what they accept and tells them what became of it.',
    'The registry, which names the agents of the cluster, is kept in the work directory and lives over a restart. ' +
      'Running tasks do not need the master: agents and frameworks come back to it when it returns.',
  ],
  signals: [...commonSignals, ['SIGTERM, SIGINT', 'Ends the master in order. Tasks go on.']],
  files: [
    [
      '/etc/mesos/mesos-master-env.sh',
      'Flags and variables, `export MESOS_name=value`; see mesos-env.sh(5).',
    ],
    ['/etc/mesos/master.yaml, /etc/mesos/master.d/', 'Flags as YAML or JSON; see mesos.yaml(5).'],
    ['/usr/lib/mesos/defaults/master.yaml', 'Defaults of the packages.'],
    ['/var/lib/mesos/master/registry.journal', 'The registry, with the work directory of the packages.'],
  ],
  examples: [
    [
      'A master for one machine, without packages:',
      ['mesos-master --ip=127.0.0.1 --work_dir=/var/lib/mesos/master'],
    ],
    ['Which value each flag has, and where it comes from:', ['mesos-master --show-config']],
  ],
  seeAlso: 'mesos-agent(8), mesos(1), mesos.yaml(5)',
};

const agent: DaemonWords = {
  names: 'mesos-agent, mesos-slave',
  about: 'runs tasks on one machine',
  description: [
    'The agent of a machine. It tells the master which resources the machine has, runs the tasks that frameworks ' +
      'launch on them, each in a container of its own, and reports on them.',
    'As root the agent limits tasks with cgroups and runs them as the user they name; without root it only measures ' +
      'them. Tasks of frameworks that checkpoint live over a restart, a crash and an upgrade of the agent. Under ' +
      'systemd their cgroups are below mesos-containers.service: stopping that unit ends them.',
    '`mesos-slave` is an old name of the same program.',
  ],
  signals: [
    ...commonSignals,
    ['SIGTERM, SIGINT', 'Ends the agent. Tasks of frameworks that checkpoint go on; the others are ended.'],
    ['SIGUSR1', 'Ends all tasks, unregisters the agent and exits: for a machine that leaves the cluster.'],
  ],
  files: [
    [
      '/etc/mesos/mesos-agent-env.sh',
      'Flags and variables, `export MESOS_name=value`; see mesos-env.sh(5). Its old name is mesos-slave-env.sh.',
    ],
    ['/etc/mesos/agent.yaml, /etc/mesos/agent.d/', 'Flags as YAML or JSON; see mesos.yaml(5).'],
    ['/usr/lib/mesos/defaults/agent.yaml', 'Defaults of the packages.'],
    ['/var/lib/mesos/agent', 'Checkpoints and sandboxes, with the work directory of the packages.'],
    ['/run/mesos', 'What is known of running containers, with the runtime directory of the packages.'],
  ],
  examples: [
    [
      'An agent of the master on another machine:',
      ['mesos-agent --master=master.example.org:5050 --work_dir=/var/lib/mesos/agent'],
    ],
    [
      'The same with the packages, in /etc/mesos/mesos-agent-env.sh:',
      ['export MESOS_master=master.example.org:5050'],
    ],
  ],
  seeAlso: 'mesos-master(8), mesos(1), mesos.yaml(5)',
};

const daemonStatuses = [
  ['0', 'It was ended by a signal, or answered a question such as --help.'],
  ['1', 'Something it needs failed; the last line of the log says what.'],
  ['70', 'A fault of the program itself; the log has the stack.'],
  [
    '78',
    'The configuration is refused; the message names the place and what is wrong. The units of the packages do not start it again.',
  ],
] as const;

function daemonPage(program: AnyProgram, words: DaemonWords): string {
  const page = new ManualPage({ name: program.name, section: 8, date: manualDate });
  page.section('Name').text(`${words.names} - ${words.about}`);
  page.section('Synopsis').text(`\`${program.name}\` [--name=value]...`);
  page.section('Description').text(words.description[0]!);
  for (const text of words.description.slice(1)) page.paragraph(text);
  page.section('Options');
  page.text(
    'A boolean flag is switched on by --name and off by --no-name. A value file:///path stands for the content of that file. ' +
      'Every flag may also be given in the environment and in files; mesos.yaml(5) tells how, and how durations and sizes are written.',
  );
  options(page, program);
  page.section('Environment');
  page.item(variableOf('name'), 'The flag of that name, in any case after MESOS_.');
  for (const [name, spec] of Object.entries(program.flags)) {
    if (spec.otherVariable !== undefined)
      page.item(spec.otherVariable, `Stands for --${name} where that is not given.`);
  }
  page.section('Signals');
  for (const [signal, text] of words.signals) page.item(signal, text);
  page.section('Exit status');
  for (const [status, text] of daemonStatuses) page.item(status, text);
  page.section('Files');
  for (const [file, text] of words.files) page.item(file, text);
  page.section('Examples');
  examples(page, words.examples);
  page.section('See also').text(words.seeAlso);
  return page.toString();
}

function commandPage(): string {
  const page = new ManualPage({ name: 'mesos', section: 1, date: manualDate });
  page.section('Name').text('mesos - command line of a Mesos cluster');
  page.section('Synopsis').text('`mesos` COMMAND [--name=value]...');
  page
    .section('Description')
    .text('`mesos` runs one of these commands. `mesos COMMAND --help` lists the flags of each.');
  page.item('execute', `${executeProgram.summary} See mesos-execute(1).`);
  page.item('config migrate', migrateProgram.summary);
  page.item('help', 'Prints the commands, or the help of one: `mesos help execute`.');
  page.item('--version', 'Prints the version and the level of Apache Mesos it is compatible with.');
  page.section('Mesos config migrate');
  page.text(
    'Former packages had one file a flag in /etc/mesos-master and /etc/mesos-slave, variables in /etc/default/mesos, ' +
      'mesos-master and mesos-slave, and the address of ZooKeeper in /etc/mesos/zk. They are still read, with a warning. ' +
      'This command writes their settings to 00-former-packages.yaml in /etc/mesos/master.d and /etc/mesos/agent.d, adds their ' +
      'variables to the environment files, and gives the old files the ending .migrated.',
  );
  page.paragraph(
    'What the daemons load is the same before and after: a setting that a newer file replaces is left out, one that is ' +
      'refused stays refused. Nothing is overwritten. If a file cannot be understood nothing is changed, and the exit status is 1.',
  );
  options(page, migrateProgram as unknown as AnyProgram);
  page.section('Exit status');
  page
    .item('0', 'Done.')
    .item('1', 'Not done; the message says why.')
    .item('78', 'The command line is refused.');
  page.paragraph('That of `mesos execute` is in mesos-execute(1).');
  page.section('Examples');
  examples(page, [
    [
      'Run a command on the cluster:',
      ["mesos execute --master=HOST:5050 --name=hello --command='echo hello'"],
    ],
    ['See what a migration would do:', ['mesos config migrate --dry-run']],
  ]);
  page.section('See also').text('mesos-execute(1), mesos-master(8), mesos-agent(8), mesos.yaml(5)');
  return page.toString();
}

function executePage(): string {
  const page = new ManualPage({ name: 'mesos-execute', section: 1, date: manualDate });
  page.section('Name').text('mesos-execute - run one task on a Mesos cluster');
  page.section('Synopsis');
  page.text('`mesos execute` --master=HOST:PORT --name=NAME --command=COMMAND [--name=value]...');
  page.paragraph('`mesos-execute` --master=HOST:PORT --name=NAME --command=COMMAND [--name=value]...');
  page.section('Description');
  page.text(
    'Registers a framework, waits for an offer that is large enough, launches one task, prints its status updates and ' +
      'ends with its result. Output of the command is in its sandbox, on the machine where it ran.',
  );
  page.paragraph(
    'SIGINT and SIGTERM kill the task and wait for its end; a second one does not wait. No file is read.',
  );
  page.section('Options');
  options(page, executeProgram as unknown as AnyProgram);
  page.section('Environment');
  page.item(variableOf('name'), 'The flag of that name, in any case after MESOS_.');
  page.section('Exit status');
  page.item('0 to 127', "The command's own status, when it exited.");
  page.item('128 + N', 'The command was ended by signal N.');
  page.item('1', 'The task was lost or could not run.');
  page.item('78', 'The command line is refused.');
  page.item('130', 'It was interrupted before the task was submitted.');
  page.section('Examples');
  examples(page, [
    ['One command:', ["mesos execute --master=localhost:5050 --name=hello --command='echo hello'"]],
    [
      'A task that lives over a restart of the agent:',
      [
        "mesos execute --master=localhost:5050 --name=long --checkpoint --resources='cpus:0.5;mem:256' --command='sleep 3600'",
      ],
    ],
  ]);
  page.section('See also').text('mesos(1), mesos-master(8)');
  return page.toString();
}

function options(page: ManualPage, program: AnyProgram): void {
  const sections = groups(program.flags);
  for (const { group, flags } of sections) {
    if (sections.length > 1) page.subsection(group);
    for (const [name, spec] of flags) page.item(synopsis(name, spec), describe(spec));
  }
}

function examples(page: ManualPage, list: readonly (readonly [string, readonly string[]])[]): void {
  for (const [index, [title, lines]] of list.entries()) {
    if (index === 0) page.text(title);
    else page.paragraph(title);
    page.example(lines);
  }
}
