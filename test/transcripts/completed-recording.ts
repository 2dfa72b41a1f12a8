// The recording of the v1 JSON scheduler lost some packets: three calls and their effects are missing in the
// transcript, but stand in what the scheduler itself wrote down. Here they are put back where they were.
import { readFileSync } from 'node:fs';
import { path } from '../support/needs.ts';
import { referencePath } from '../support/reference.ts';
import { inOrderOfTime, type RecordedEntry, readTranscript } from './recording.ts';

const callsPath = referencePath('captures/endpoints/sched-v1-json.calls.http');
const streamPath = referencePath('captures/endpoints/sched-v1-json.stream.raw');

/** Ports of the recording; those of put-back connections are made up. */
const master = 5050;
const agent = 5051;
const masterLink = 41634;

/** What a test of the completed recording needs. */
export const completionNeeds = [callsPath, streamPath].map((name) =>
  path(name, 'needs the recordings of the original'),
);

/** Seconds at which the lost calls and events were, by their neighbours; the end of the stream comes last. */
const lost = {
  callSeconds: [1.7188, 1.7192, 1.728],
  chunkSeconds: [1.7187, 1.7194, 1.7195],
  endSeconds: 7.625,
};

export function completedSchedulerRecording(): RecordedEntry[] {
  const entries = readTranscript('08-v1-json-scheduler');
  const calls = lostCalls(entries);
  const chunks = lostChunks(entries);
  if (calls.length !== lost.callSeconds.length || chunks.length !== lost.chunkSeconds.length) {
    throw new Error(`${calls.length} calls and ${chunks.length} events are missing: the recording changed`);
  }
  const streamHead = entries.find(({ chunk }) => chunk !== undefined);
  if (streamHead === undefined) throw new Error('no stream in the recording');
  return inOrderOfTime([
    ...entries,
    ...calls.flatMap((call, place) => callEntries(call, lost.callSeconds[place] ?? 0, 60_000 + place)),
    ...effectsOnAgent(entries, lost.callSeconds[0] ?? 0, lost.callSeconds[2] ?? 0),
    ...chunks.map((chunk, place) => ({ ...streamHead, timeSeconds: lost.chunkSeconds[place] ?? 0, chunk })),
    // The stream ended with an empty chunk after TEARDOWN.
    { ...streamHead, timeSeconds: lost.endSeconds, chunk: Buffer.alloc(0) },
  ]);
}

interface Exchange {
  readonly request: readonly string[];
  readonly requestBody: Buffer;
  readonly response: readonly string[];
}

/** Calls of which the transcript has no request. */
function lostCalls(entries: readonly RecordedEntry[]): Exchange[] {
  const recorded = new Set(entries.filter(({ to }) => to === master).map(({ content }) => String(content)));
  return readFileSync(callsPath, 'utf8')
    .split('=====\n')
    .filter((text) => text.trim() !== '')
    .map((text) => {
      const [request = '', response = ''] = text.replaceAll('\r', '').split('\n-----\n');
      const [head = '', body = ''] = request.split('\n\n');
      return {
        request: head.split('\n'),
        requestBody: Buffer.from(body.trim()),
        response: response.trim().split('\n'),
      };
    })
    .filter(({ requestBody }) => !recorded.has(requestBody.toString()));
}

function callEntries(call: Exchange, timeSeconds: number, port: number): RecordedEntry[] {
  const index = timeSeconds;
  return [
    { index, timeSeconds, from: port, to: master, head: call.request, content: call.requestBody },
    { index, timeSeconds: timeSeconds + 0.0003, from: master, to: port, head: call.response },
  ];
}

/** Records of the stream that are not in the transcript. */
function lostChunks(entries: readonly RecordedEntry[]): Buffer[] {
  const recorded = new Set(entries.map(({ chunk }) => String(chunk)));
  const raw = readFileSync(streamPath, 'utf8').replaceAll('\r', '');
  return [...raw.matchAll(/^[0-9a-f]+\n(\d+\n\{.*\})$/gm)]
    .map(([, record = '']) => Buffer.from(record))
    .filter((record) => !recorded.has(record.toString()));
}

/** What master and agent said for the lost ACKNOWLEDGE and KILL, in the form of the messages beside them. */
function effectsOnAgent(
  entries: readonly RecordedEntry[],
  acknowledgedSeconds: number,
  killedSeconds: number,
): RecordedEntry[] {
  const name = 'mesos.internal.StatusUpdateAcknowledgementMessage';
  const like = entries.find(({ message, to }) => message?.name === name && to === agent);
  const running = entries.find(({ message, to }) => {
    const status = JSON.stringify(message?.body ?? {});
    return to === master && status.includes('"t2"') && status.includes('"state":"TASK_RUNNING"');
  });
  // The agent passed the kill on to the executor in the same form.
  const kill = entries.find(({ message }) => message?.name === 'mesos.internal.KillTaskMessage');
  if (like?.message === undefined || running?.message === undefined || kill?.message === undefined) {
    throw new Error('the recording has no acknowledgement, update or kill to take the form from');
  }
  const { update } = running.message.body as { update: { uuid: string } };
  const body = { ...like.message.body, task_id: { value: 't2' }, uuid: update.uuid };
  const link = { from: masterLink, to: agent };
  const [, ...lines] = like.head;
  const answered = entries.find(({ from, to, head }) => {
    return from === agent && to === masterLink && head[0] === 'HTTP/1.1 202 Accepted';
  });
  if (answered === undefined) throw new Error('no answer of the agent in the recording');
  return [
    {
      ...like,
      ...link,
      timeSeconds: acknowledgedSeconds + 0.0002,
      message: { ...like.message, body },
    },
    {
      ...kill,
      ...link,
      timeSeconds: killedSeconds + 0.0002,
      head: [`POST /slave(1)/${kill.message.name} HTTP/1.1`, ...lines],
    },
    { ...answered, timeSeconds: acknowledgedSeconds + 0.0003 },
    { ...answered, timeSeconds: killedSeconds + 0.0003 },
  ];
}
