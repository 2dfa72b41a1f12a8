import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { formatUpid, parseUpid } from '../../src/libprocess/upid.ts';

const test = suite('upid');

test('parses ids with parentheses and formats them back', () => {
  const upid = parseUpid('slave(1)@10.0.0.7:5051');
  assert.equal(upid, { id: 'slave(1)', host: '10.0.0.7', port: 5051, address: '10.0.0.7:5051' });
  assert.is(formatUpid('slave(1)', '10.0.0.7:5051'), 'slave(1)@10.0.0.7:5051');
});

test('takes a host name, to be resolved when connecting', () => {
  assert.is(parseUpid('scheduler-1@agent-3.example.org:8080')?.host, 'agent-3.example.org');
});

test('refuses what is no UPID', () => {
  const bad = [
    '',
    'master',
    '@1.2.3.4:5050',
    'master@',
    'master@1.2.3.4',
    'master@1.2.3.4:',
    'master@1.2.3.4:0',
    'master@1.2.3.4:65536',
    'master@1.2.3.4:5050x',
    'master@1.2.3:5050',
    'master@256.2.3.4:5050',
    'master@[::1]:5050',
    'master@::1:5050',
    'master@-bad.example:5050',
    'master@a..b:5050',
    'mas ter@1.2.3.4:5050',
    'a@b@1.2.3.4:5050',
    'master\r\nX: y@1.2.3.4:5050',
    `${'x'.repeat(600)}@1.2.3.4:5050`,
  ];
  for (const text of bad) assert.is(parseUpid(text), undefined, JSON.stringify(text));
});

test.run();
