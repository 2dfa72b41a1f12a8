// Decoders of the protocol: protobuf, JSON in both namings, RecordIO.
import fc from 'fast-check';
import * as assert from 'uvu/assert';
import { DecodeError } from '../../src/protocol/errors.ts';
import { decodeJson, type Naming, toJson } from '../../src/protocol/json.ts';
import type { MessageName, MessageTypes } from '../../src/protocol/messages.ts';
import { decode, encode } from '../../src/protocol/protobuf.ts';
import { encodeRecord, RecordDecoder } from '../../src/protocol/recordio.ts';
import { arbitraryMessage } from '../support/messages.ts';
import { type Decoder, unlessRefused } from './decoder.ts';
import type { Mutator } from './mutation.ts';

/** What peers send: calls of all APIs, and the largest messages between daemons. */
const names: readonly MessageName[] = [
  'scheduler.Call',
  'executor.Call',
  'master.Call',
  'agent.Call',
  'internal.RegisterAgentMessage',
  'internal.ReregisterAgentMessage',
  'internal.RunTaskMessage',
  'internal.RunTaskGroupMessage',
  'internal.StatusUpdateMessage',
  'internal.UpdateAgentMessage',
  'TaskStatus',
  'FrameworkInfo',
];

const perName = 6;

function messagesOf(name: MessageName, mutator: Mutator): object[] {
  return fc.sample(arbitraryMessage(name), { numRuns: perName, seed: mutator.below(2 ** 31) });
}

/** A message decoded is what it is when encoded and decoded again. */
function checkRoundTrip(name: MessageName, message: MessageTypes[MessageName]): void {
  assert.equal(decode(name, encode(name, message as never)), message);
}

const protobuf: Decoder = {
  name: 'protobuf',
  usual: 4000,
  valid: (mutator) =>
    names.flatMap((name) =>
      messagesOf(name, mutator).map((message) => Buffer.from(encode(name, message as never))),
    ),
  // As every message: what is one of them is often read as another, with other limits and other nesting.
  run: (input) => {
    let isAccepted = false;
    for (const name of names) {
      const message = unlessRefused([DecodeError], () => decode(name, input));
      if (message === undefined) continue;
      checkRoundTrip(name, message);
      isAccepted = true;
    }
    return isAccepted;
  },
};

const json: Decoder = {
  name: 'json',
  usual: 3000,
  valid: (mutator) =>
    names.flatMap((name) =>
      messagesOf(name, mutator).map((message) => Buffer.from(toJson(name, message as never))),
    ),
  run: (input, mutator) => {
    const naming: Naming = mutator.pick(['v0', 'v1']);
    let isAccepted = false;
    for (const name of names) {
      const message = unlessRefused([DecodeError], () => decodeJson(name, input.toString(), naming));
      if (message === undefined) continue;
      // The defaults that JSON shows are there from the first trip on.
      const shown = decodeJson(name, toJson(name, message as never, naming), naming);
      assert.equal(decodeJson(name, toJson(name, shown as never, naming), naming), shown);
      isAccepted = true;
    }
    return isAccepted;
  },
};

const maxRecordBytes = 4096;

const recordio: Decoder = {
  name: 'recordio',
  usual: 4000,
  valid: (mutator) =>
    Array.from({ length: 20 }, () =>
      Buffer.concat(
        Array.from({ length: 1 + mutator.below(5) }, () =>
          Buffer.from(encodeRecord(Buffer.alloc(mutator.below(300), mutator.below(256)))),
        ),
      ),
    ),
  run: (input, mutator) => {
    const read = (pieces: readonly Buffer[]): { records: string[]; isRefused: boolean } => {
      const decoder = new RecordDecoder(maxRecordBytes);
      const records: string[] = [];
      const isWhole = unlessRefused([DecodeError], () => {
        for (const piece of pieces)
          for (const record of decoder.push(piece)) records.push(Buffer.from(record).toString('base64'));
        return true;
      });
      return { records, isRefused: isWhole === undefined };
    };
    const whole = read([input]);
    const at = mutator.below(input.length + 1);
    const cut = read([input.subarray(0, at), input.subarray(at)]);
    assert.is(cut.isRefused, whole.isRefused);
    // Records before a bad length are handed out when they come in a piece of their own.
    if (!whole.isRefused) assert.equal(cut.records, whole.records);
    for (const record of whole.records) assert.ok(Buffer.from(record, 'base64').length <= maxRecordBytes);
    return !whole.isRefused;
  },
};

export const protocolDecoders: readonly Decoder[] = [protobuf, json, recordio];
