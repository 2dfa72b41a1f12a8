// The manual page of the configuration files, which both daemons share.
import type { FlagDeclarations } from './flag.ts';
import { formerAgent, formerMaster } from './former-names.ts';
import { agentProgram, masterProgram } from './programs.ts';
import { ManualPage } from './roff.ts';

/** mesos.yaml(5) and mesos-env.sh(5): one text under either name. */
export function filesPage(name: string, date: string): string {
  const page = new ManualPage({ name, section: 5, date });
  page.section('Name').text('mesos.yaml, mesos-env.sh - configuration files of mesos-master and mesos-agent');
  page.section('Synopsis');
  for (const [index, line] of [
    '/etc/mesos/master.yaml, /etc/mesos/master.d/*.yaml, /etc/mesos/master.d/*.json, /etc/mesos/mesos-master-env.sh',
    '/etc/mesos/agent.yaml, /etc/mesos/agent.d/*.yaml, /etc/mesos/agent.d/*.json, /etc/mesos/mesos-agent-env.sh',
  ].entries()) {
    if (index === 0) page.text(line);
    else page.paragraph(line);
  }
  page.section('Description');
  page.text(
    'A daemon has flags, listed in mesos-master(8) and mesos-agent(8) and by `--help`. Each may be given in several places; a ' +
      'later one in this list wins:',
  );
  page.item('1. the program', 'Its default.');
  page.item(
    '2. /usr/lib/mesos/defaults/master.yaml, agent.yaml',
    'Defaults of the packages; not for editing.',
  );
  page.item('3. files of former packages', 'Read with a warning; see below.');
  page.item(
    '4. master.yaml or agent.yaml, then master.d or agent.d',
    'One file (.json is accepted too), then the drop-ins in the order of their names.',
  );
  page.item(
    '5. mesos-master-env.sh or mesos-agent-env.sh',
    'For the agent the old name mesos-slave-env.sh is read when nothing is set in mesos-agent-env.sh.',
  );
  page.item('6. the environment', 'Variables whose names begin with MESOS_.');
  page.item('7. the command line', '--name=value.');
  page.paragraph(
    'Unknown names and wrong values keep a daemon from starting (exit status 78); the message names file, line and the ' +
      'nearest valid name. An unknown MESOS_ variable of the environment is only a warning, and so is a flag of the other daemon.',
  );
  page.paragraph(
    '`mesos-master --show-config` and `mesos-agent --show-config` print every flag with its value and where it came from; ' +
      '`--validate` checks and exits. `--config_dir` names another directory than /etc/mesos; files of former packages are not ' +
      'read then.',
  );

  page.section('Settings files');
  page.text('master.yaml and agent.yaml are one mapping of names of flags to values, in YAML:');
  page.example(['master: master.example.org:5050', "resources: 'cpus:8;mem:16384'", 'switch_user: false']);
  page.paragraph(
    'Objects and lists are given to flags that take JSON. A number that YAML would change (1.10) needs quotes.',
  );

  page.section('Environment files');
  page.text('mesos-master-env.sh and mesos-agent-env.sh hold one assignment a line, in the quoting of sh:');
  page.example([
    'export MESOS_master=master.example.org:5050',
    "export MESOS_attributes='rack:r1;kernel:6.1'",
    'JAVA_HOME=/opt/java',
  ]);
  page.paragraph(
    'The word export may be left out, and what follows MESOS_ may be in any case. Other variables go to the daemon as its environment. ' +
      'No shell reads the file: a command, a variable in the value or two assignments on a line are refused with the number of the line.',
  );

  page.section('Values');
  page.item('booleans', 'true, false, 1 or 0.');
  page.item('durations', 'A number and one of ns, us, ms, secs, mins, hrs, days, weeks: 15secs, 1.5hrs.');
  page.item('sizes', 'A whole number and one of B, KB, MB, GB, TB, in steps of 1024: 8MB.');
  page.item('lists', 'Names separated by commas.');
  page.item('JSON', 'An object or a list.');
  page.paragraph(
    'A value file:///path stands for the content of that file, except for flags that are paths themselves.',
  );

  page.section('Reload');
  page.text(
    '`systemctl reload mesos-master` (or a SIGHUP) reads all of this again. A configuration that would be refused changes nothing. ' +
      `Applied without a restart: ${reloadable()}. Other flags that have changed are named in the log and take effect at the next start. ` +
      'Variables that are no flags are read at a start only.',
  );

  page.section('Files of former packages');
  page.text('They are looked for below /etc, and win over each other in this order, the last one most:');
  page.item('mesos/zk', 'The flag --zk of the master, --master of the agent.');
  page.item(
    [...new Set([...formerMaster.variableFiles, ...formerAgent.variableFiles])].join(', '),
    `Variables: ${scriptVariableNames()}, those that begin with MESOS_, and the environment of the daemon. ` +
      'ULIMIT has no effect: limits are those of the unit. The command `$(cat FILE)` is understood, no other.',
  );
  page.item(
    [...formerMaster.flagDirectories, ...formerAgent.flagDirectories].join(', '),
    'A file is a flag, and its text the value. ?name and ?no-name are booleans. Files in the directories attributes and ' +
      'resources are joined to name:value with semicolons.',
  );
  page.paragraph('`mesos config migrate` turns them into files of /etc/mesos; see mesos(1).');
  page.section('See also').text('mesos-master(8), mesos-agent(8), mesos(1)');
  return page.toString();
}

function reloadable(): string {
  const declared: FlagDeclarations[] = [masterProgram.flags, agentProgram.flags];
  const names = declared.flatMap((flags) =>
    Object.entries(flags).flatMap(([name, spec]) => (spec.reloadable === true ? [`--${name}`] : [])),
  );
  return [...new Set(names)].join(', ');
}

function scriptVariableNames(): string {
  return [...new Set([...Object.keys(formerMaster.variables), ...Object.keys(formerAgent.variables)])].join(
    ', ',
  );
}
