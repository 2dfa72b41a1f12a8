// The recorded conversations against our master: the test is the agent and the scheduler, and what the master
// sends is compared with what the original sent.
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Cluster } from '../support/cluster.ts';
import { needs, path } from '../support/needs.ts';
import { completedSchedulerRecording, completionNeeds } from './completed-recording.ts';
import { MasterReplay } from './master-replay.ts';
import {
  masterDifferences,
  notYetDifferences,
  type PlacedDifference,
  problemsOf,
} from './named-differences.ts';
import {
  type RecordedEntry,
  readTranscript,
  type TranscriptName,
  transcriptPath,
  withoutReads,
} from './recording.ts';

const test = suite('transcripts against the master');
const needed = [path(transcriptPath('02-agent-register'), 'needs the recordings of the original')];
const found: PlacedDifference[] = [];
let compared = 0;

/** 75 s to the loss of an agent as in the recording, with pings that a test need not wait for. */
const masterFlags = ['--agent_ping_timeout=1secs', '--max_agent_ping_timeouts=75'];

/** Plays a conversation to a master of its own and keeps the differences. */
async function replay(
  transcript: TranscriptName,
  play: (replayed: MasterReplay) => Promise<void>,
): Promise<void> {
  const cluster = new Cluster({ masterFlags });
  try {
    const replayed = await MasterReplay.start(await cluster.startMaster());
    try {
      await play(replayed);
      const differences = replayed.conversation.differences();
      found.push(...differences.map((difference) => ({ ...difference, transcript })));
      compared += replayed.conversation.expectedCount;
    } finally {
      await replayed.stop();
    }
  } finally {
    await cluster.stop();
  }
}

/** The registration that came before the other conversations; it is compared in a test of its own. */
async function register(replayed: MasterReplay): Promise<void> {
  await replayed.play(readTranscript('02-agent-register').filter(({ timeSeconds }) => timeSeconds < 1));
  replayed.conversation.restart();
}

needs(test, needed, 'an agent registers', async () => {
  await replay('02-agent-register', (replayed) => replayed.play(readTranscript('02-agent-register')));
});

needs(test, needed, 'an agent registers, mesos-execute runs two tasks, an operator watches', async () => {
  const entries = withoutReads(readTranscript('01-registration-execute-reads'));
  const calls = entries.filter(({ to, head }) => to === 5050 && /\/scheduler /.test(head[0] ?? ''));
  const lastCalls = [53_034, 53_062].flatMap((port) => calls.filter(({ from }) => from === port).slice(-1));
  await replay('01-registration-execute-reads', (replayed) => replayed.play(entries, lastCalls));
});

needs(test, needed, 'an agent dies under a task and reregisters', async () => {
  const entries = withoutReads(readTranscript('03-agent-restart-and-reregister'));
  const lastCall = entries.filter(({ to, content }) => to === 5050 && content !== undefined).slice(-1);
  await replay('03-agent-restart-and-reregister', async (replayed) => {
    await register(replayed);
    await replayed.play(entries.filter(({ timeSeconds }) => timeSeconds < 4));
    await replayed.restartAgent();
    await replayed.play(
      entries.filter(({ timeSeconds }) => timeSeconds > 4),
      lastCall,
    );
  });
});

/** The scheduler ends right after its last acknowledgement; that is why the framework is shut down. */
async function replayExecute(transcript: TranscriptName): Promise<void> {
  const entries = readTranscript(transcript);
  const lastCall = entries.filter(({ to, content }) => to === 5050 && content !== undefined).slice(-1);
  await replay(transcript, async (replayed) => {
    await register(replayed);
    await replayed.play(entries, lastCall);
  });
}

needs(test, needed, 'mesos-execute runs a command task', async () => {
  await replayExecute('07-command-task');
});

needs(test, needed, 'mesos-execute runs a task group', async () => {
  await replayExecute('04-task-group-default-executor');
});

needs(
  test,
  [...needed, ...completionNeeds],
  'a v1 JSON scheduler launches, reconciles, kills and tears down',
  async () => {
    const entries: readonly RecordedEntry[] = completedSchedulerRecording();
    await replay('08-v1-json-scheduler', async (replayed) => {
      await register(replayed);
      await replayed.play(entries);
    });
  },
);

needs(test, needed, 'the test framework of the original runs five tasks over the native driver', async () => {
  const entries = readTranscript('06-test-framework-native-driver');
  await replay('06-test-framework-native-driver', async (replayed) => {
    await register(replayed);
    await replayed.addDriver(44_913);
    await replayed.play(entries);
  });
});

needs(
  test,
  needed,
  'an operator reserves, sets quotas and weights, plans maintenance and drains',
  async () => {
    await replay('05-operator-writes', async (replayed) => {
      await register(replayed);
      await replayed.play(readTranscript('05-operator-writes'));
    });
  },
);

needs(test, needed, 'every difference is named, and every named one occurs', () => {
  console.log(
    `FIGURE messages of the master compared: ${compared}; named differences: ${masterDifferences.length}`,
  );
  for (const { reason } of notYetDifferences) console.log(`FIGURE named difference: ${reason}`);
  assert.equal(problemsOf(found, [...masterDifferences, ...notYetDifferences]), []);
});

test.run();
