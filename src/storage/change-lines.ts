// A group of changes as lines of text, one record of a journal: `put KEY VALUE` or `remove KEY`, so that a
// journal can be read with `strings` when everything else is lost.
import { assert } from '../base/assert.ts';
import type { StoreChange, StoreGroup } from './store.ts';

const keyPattern = /^[!-~]+$/;

export function encodeGroup(group: StoreGroup): Uint8Array {
  let text = '';
  for (const { key, value } of group) {
    assert(keyPattern.test(key), `"${key}" is not a key of a store`);
    assert(value === undefined || !value.includes('\n'), `the value of ${key} has several lines`);
    text += value === undefined ? `remove ${key}\n` : `put ${key} ${value}\n`;
  }
  return Buffer.from(text, 'utf8');
}

/** The changes of a record, or undefined when it is not one of ours. */
export function decodeGroup(record: Uint8Array): StoreGroup | undefined {
  const text = Buffer.from(record.buffer, record.byteOffset, record.byteLength).toString('utf8');
  if (text !== '' && !text.endsWith('\n')) return undefined;
  const changes: StoreChange[] = [];
  let start = 0;
  while (start < text.length) {
    const end = text.indexOf('\n', start);
    const change = decodeLine(text.slice(start, end));
    if (change === undefined) return undefined;
    changes.push(change);
    start = end + 1;
  }
  return changes;
}

function decodeLine(line: string): StoreChange | undefined {
  const [, verb, key, value] = /^(put|remove) ([!-~]+)(?: (.*))?$/s.exec(line) ?? [];
  if (verb === undefined || key === undefined || (verb === 'put') !== (value !== undefined)) return undefined;
  return { key, value };
}
