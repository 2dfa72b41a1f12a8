// The replicated log of the original and the state kept in it.
// A field is `[required|repeated] type number [= default] [deprecated] [packed] [v0]`; see ../schema.ts.
import type { EnumDeclarations, MessageDeclarations } from '../schema.ts';

export const logMessages: MessageDeclarations = {
  'internal.log.Action': {
    position: 'required uint64 1',
    promised: 'required uint64 2',
    performed: 'uint64 3',
    learned: 'bool 4',
    type: 'internal.log.Action.Type 5',
    nop: 'internal.log.Action.Nop 6',
    append: 'internal.log.Action.Append 7',
    truncate: 'internal.log.Action.Truncate 8',
  },
  'internal.log.Action.Append': {
    bytes: 'required bytes 1',
    cksum: 'bytes 2',
  },
  'internal.log.Action.Nop': {
    tombstone: 'bool 1',
  },
  'internal.log.Action.Truncate': {
    to: 'required uint64 1',
  },
  'internal.log.LearnedMessage': {
    action: 'required internal.log.Action 1',
  },
  'internal.log.Metadata': {
    status: 'required internal.log.Metadata.Status 1 = EMPTY',
    promised: 'required uint64 2 = 0',
  },
  'internal.log.Promise': {
    proposal: 'required uint64 1',
  },
  'internal.log.PromiseRequest': {
    proposal: 'required uint64 1',
    position: 'uint64 2',
  },
  'internal.log.PromiseResponse': {
    okay: 'required bool 1',
    type: 'internal.log.PromiseResponse.Type 5',
    proposal: 'required uint64 2',
    position: 'uint64 4',
    action: 'internal.log.Action 3',
  },
  'internal.log.Record': {
    type: 'required internal.log.Record.Type 1',
    promise: 'internal.log.Promise 2',
    action: 'internal.log.Action 3',
    metadata: 'internal.log.Metadata 4',
  },
  'internal.log.RecoverRequest': {},
  'internal.log.RecoverResponse': {
    status: 'required internal.log.Metadata.Status 1',
    begin: 'uint64 2',
    end: 'uint64 3',
  },
  'internal.log.WriteRequest': {
    proposal: 'required uint64 1',
    position: 'required uint64 2',
    learned: 'bool 3',
    type: 'required internal.log.Action.Type 4',
    nop: 'internal.log.Action.Nop 5',
    append: 'internal.log.Action.Append 6',
    truncate: 'internal.log.Action.Truncate 7',
  },
  'internal.log.WriteResponse': {
    okay: 'required bool 1',
    type: 'internal.log.WriteResponse.Type 4',
    proposal: 'required uint64 2',
    position: 'required uint64 3',
  },
  'internal.state.Entry': {
    name: 'required string 1',
    uuid: 'required bytes 2',
    value: 'required bytes 3',
  },
  'internal.state.Operation': {
    type: 'required internal.state.Operation.Type 1',
    snapshot: 'internal.state.Operation.Snapshot 2',
    diff: 'internal.state.Operation.Diff 4',
    expunge: 'internal.state.Operation.Expunge 3',
  },
  'internal.state.Operation.Diff': {
    entry: 'required internal.state.Entry 1',
  },
  'internal.state.Operation.Expunge': {
    name: 'required string 1',
  },
  'internal.state.Operation.Snapshot': {
    entry: 'required internal.state.Entry 1',
  },
};

export const logEnums: EnumDeclarations = {
  'internal.log.Action.Type': {
    NOP: 1,
    APPEND: 2,
    TRUNCATE: 3,
  },
  'internal.log.Metadata.Status': {
    VOTING: 1,
    RECOVERING: 2,
    STARTING: 3,
    EMPTY: 4,
  },
  'internal.log.PromiseResponse.Type': {
    ACCEPT: 1,
    REJECT: 2,
    IGNORED: 3,
  },
  'internal.log.Record.Type': {
    PROMISE: 1,
    ACTION: 2,
    METADATA: 3,
  },
  'internal.log.WriteResponse.Type': {
    ACCEPT: 1,
    REJECT: 2,
    IGNORED: 3,
  },
  'internal.state.Operation.Type': {
    SNAPSHOT: 1,
    DIFF: 3,
    EXPUNGE: 2,
  },
};
