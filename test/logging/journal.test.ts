import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { isJournal } from '../../src/logging/journal.ts';

const test = suite('logging/journal');
const stat = (isSocket: boolean) => () => ({ dev: 8, ino: 12345, isSocket: () => isSocket });

test('JOURNAL_STREAM must name the descriptor of standard error', () => {
  assert.is(isJournal({ JOURNAL_STREAM: '8:12345' }, stat(true)), true);
  assert.is(isJournal({ JOURNAL_STREAM: '8:99' }, stat(true)), false);
  assert.is(isJournal({ JOURNAL_STREAM: '8:99', INVOCATION_ID: 'x' }, stat(true)), false);
});

test('INVOCATION_ID alone counts only when standard error is a socket', () => {
  assert.is(isJournal({ INVOCATION_ID: 'x' }, stat(true)), true);
  assert.is(isJournal({ INVOCATION_ID: 'x' }, stat(false)), false);
  assert.is(isJournal({}, stat(true)), false);
});

test('a descriptor that cannot be looked at is no journal', () => {
  const closed = () => {
    throw new Error('EBADF');
  };
  assert.is(isJournal({ JOURNAL_STREAM: '8:12345' }, closed), false);
});

test.run();
