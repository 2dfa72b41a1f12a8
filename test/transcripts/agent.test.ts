// The recorded conversations against our agent: the test is the master, and what the agent sends is compared
// with what the original sent. What the original's executor processes and its agent said to each other does not
// exist here where command tasks and task groups run without one; a custom executor is played by the test too.
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Cluster, type DaemonProcess, eventually } from '../support/cluster.ts';
import { needs, path, root } from '../support/needs.ts';
import { AgentReplay } from './agent-replay.ts';
import { completedSchedulerRecording, completionNeeds } from './completed-recording.ts';
import {
  agentDifferences,
  masterDifferences,
  maxNamedDifferences,
  type PlacedDifference,
  problemsOf,
} from './named-differences.ts';
import {
  inOrderOfTime,
  type RecordedEntry,
  readTranscript,
  type TranscriptName,
  transcriptPath,
  withoutReads,
} from './recording.ts';

const test = suite('transcripts against the agent');
const needed = [path(transcriptPath('02-agent-register'), 'needs the recordings of the original'), root];
const found: PlacedDifference[] = [];
let compared = 0;

/** What the recorded agent had. */
const agentFlags = [
  '--resources=cpus:4;mem:4096;disk:10000;ports:[31000-32000]',
  '--attributes=rack:r1;level:3',
  '--launcher=posix',
  '--isolation=posix/cpu,posix/mem',
];

async function replay(
  transcript: TranscriptName,
  play: (replayed: AgentReplay, agent: DaemonProcess) => Promise<void>,
  flags = agentFlags,
): Promise<void> {
  const cluster = new Cluster();
  const replayed = await AgentReplay.listen(cluster.directory);
  try {
    const agent = await cluster.startAgent(replayed, flags);
    await replayed.linkTo(agent.port);
    await replayed.registration();
    await play(replayed, agent);
    const differences = replayed.conversation.differences();
    found.push(...differences.map((difference) => ({ ...difference, transcript })));
    compared += replayed.conversation.expectedCount;
  } finally {
    await cluster.stop();
    await replayed.stop();
  }
}

async function register(replayed: AgentReplay): Promise<void> {
  await replayed.play(readTranscript('02-agent-register').filter(({ timeSeconds }) => timeSeconds < 1));
  replayed.conversation.restart();
}

async function playRegistered(transcript: TranscriptName, entries: readonly RecordedEntry[]): Promise<void> {
  await replay(transcript, async (replayed) => {
    await register(replayed);
    await replayed.play(entries);
  });
}

needs(test, needed, 'it registers', async () => {
  await replay('02-agent-register', (replayed) => replayed.play(readTranscript('02-agent-register')));
});

/** The recording lost the packet with the answer to a ping; here it is back. */
function withAnswerToPing(entries: readonly RecordedEntry[]): RecordedEntry[] {
  const ping = entries.find(({ message }) => message?.name === 'mesos.internal.PingSlaveMessage');
  const answer = entries.find(({ from, head }) => from === 5051 && head[0] === 'HTTP/1.1 202 Accepted');
  assert.ok(ping !== undefined && answer !== undefined);
  const { index, timeSeconds, from, to } = ping!;
  const missing = { ...answer!, index: index + 0.5, timeSeconds, from: to, to: from };
  assert.not(entries.some((entry) => entry.from === missing.from && entry.to === missing.to));
  return inOrderOfTime([...entries, missing]);
}

needs(test, needed, 'it dies under a task, recovers it and reregisters', async () => {
  const transcript = '03-agent-restart-and-reregister';
  const entries = withAnswerToPing(withoutReads(readTranscript(transcript)));
  const cluster = new Cluster();
  const replayed = await AgentReplay.listen(cluster.directory);
  try {
    const agent = await cluster.startAgent(replayed, agentFlags);
    await replayed.linkTo(agent.port);
    await replayed.registration();
    await register(replayed);
    await replayed.play(entries.filter(({ timeSeconds }) => timeSeconds < 4));
    agent.kill('SIGKILL');
    await agent.ended;
    await replayed.unlink();
    const successor = await cluster.startAgent(replayed, agentFlags, { port: agent.port });
    await replayed.linkTo(successor.port);
    await replayed.play(entries.filter(({ timeSeconds }) => timeSeconds > 4 && timeSeconds < 16));
    successor.kill('SIGUSR1');
    await replayed.play(entries.filter(({ timeSeconds }) => timeSeconds > 16));
    const differences = replayed.conversation.differences();
    found.push(...differences.map((difference) => ({ ...difference, transcript })));
    compared += replayed.conversation.expectedCount;
  } finally {
    await cluster.stop();
    await replayed.stop();
  }
});

needs(test, needed, 'it runs the two tasks of a conversation that began with its registration', async () => {
  // With resources of that conversation.
  const entries = withoutReads(readTranscript('01-registration-execute-reads')).filter(
    ({ timeSeconds }) => timeSeconds > 3.9,
  );
  await replay('01-registration-execute-reads', (replayed) => replayed.play(entries), [
    '--resources=cpus:2;mem:23081;disk:252899;ports:[31000-32000]',
    ...agentFlags.slice(2),
  ]);
});

needs(test, needed, 'it runs the command task of mesos-execute', async () => {
  await playRegistered('07-command-task', readTranscript('07-command-task'));
});

needs(test, needed, 'it runs the task group of mesos-execute under the default executor', async () => {
  const transcript = '04-task-group-default-executor';
  await playRegistered(transcript, readTranscript(transcript));
});

needs(
  test,
  [...needed, ...completionNeeds],
  'it runs and kills the tasks of a v1 JSON scheduler',
  async () => {
    await playRegistered('08-v1-json-scheduler', completedSchedulerRecording());
  },
);

needs(
  test,
  needed,
  'it runs the tasks of the test framework in its executor on the native driver',
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'mesos-transcript-'));
    try {
      // The replay is the driver; what the agent starts only has to be there.
      const program = join(folder, 'test-executor');
      const started = join(folder, 'started');
      writeFileSync(program, `#!/bin/sh\ntouch ${started}\nexec sleep 600\n`, { mode: 0o755 });

      await replay('06-test-framework-native-driver', async (replayed, agent) => {
        await register(replayed);
        const recorded = { port: 32_771, program: '/usr/libexec/mesos/test-executor' };
        await replayed.addExecutor(recorded, agent.port, program);
        const entries = readTranscript('06-test-framework-native-driver');
        const isRegistration = ({ message }: RecordedEntry): boolean =>
          message?.name === 'mesos.internal.RegisterExecutorMessage';
        const registration = entries.findIndex(isRegistration);
        await replayed.play(entries.slice(0, registration));
        await eventually('the executor', () => existsSync(started));
        await replayed.play(entries.slice(registration));
      });
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
);

needs(test, needed, 'every difference is named, and every named one occurs', () => {
  console.log(
    `FIGURE messages of the agent compared: ${compared}; named differences: ${agentDifferences.length}`,
  );
  assert.equal(problemsOf(found, agentDifferences), []);
  assert.ok(masterDifferences.length + agentDifferences.length <= maxNamedDifferences);
});

test.run();
