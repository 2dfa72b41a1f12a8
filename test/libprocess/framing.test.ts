import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { frameMessage } from '../../src/libprocess/framing.ts';

const test = suite('framing');

test('a message with a body is one lower-case chunk', () => {
  const body = Buffer.alloc(214, 0x61);
  const frame = frameMessage(
    'slave(1)@127.0.0.1:5051',
    'master',
    '127.0.0.1:5050',
    'mesos.internal.RegisterSlaveMessage',
    body,
  );
  assert.is(
    frame.toString('latin1'),
    'POST /master/mesos.internal.RegisterSlaveMessage HTTP/1.1\r\n' +
      'User-Agent: libprocess/slave(1)@127.0.0.1:5051\r\n' +
      'Libprocess-From: slave(1)@127.0.0.1:5051\r\n' +
      'Connection: Keep-Alive\r\n' +
      'Host: 127.0.0.1:5050\r\n' +
      'Transfer-Encoding: chunked\r\n' +
      '\r\n' +
      `d6\r\n${body.toString('latin1')}\r\n` +
      '0\r\n\r\n',
  );
});

test('an empty body has neither a length nor chunks', () => {
  const frame = frameMessage(
    'slave(1)@127.0.0.1:5051',
    'slave-observer(1)',
    '127.0.0.1:5050',
    'mesos.internal.PongSlaveMessage',
    new Uint8Array(0),
  );
  assert.is(
    frame.toString('latin1'),
    'POST /slave-observer(1)/mesos.internal.PongSlaveMessage HTTP/1.1\r\n' +
      'User-Agent: libprocess/slave(1)@127.0.0.1:5051\r\n' +
      'Libprocess-From: slave(1)@127.0.0.1:5051\r\n' +
      'Connection: Keep-Alive\r\n' +
      'Host: 127.0.0.1:5050\r\n' +
      '\r\n',
  );
});

test('bytes of the body are kept as they are', () => {
  const body = Uint8Array.from({ length: 256 }, (_, index) => index);
  const frame = frameMessage('a@1.2.3.4:5', 'b', '1.2.3.4:6', 'n', body);
  const start = frame.indexOf('\r\n100\r\n') + 7;
  assert.equal([...frame.subarray(start, start + 256)], [...body]);
});

test('an id cannot break the request line', () => {
  const frame = frameMessage('a@1.2.3.4:5', 'x y\r\nEvil: 1/é%?#', '1.2.3.4:6', 'n', new Uint8Array(0));
  assert.is(
    frame.toString('latin1').split('\r\n')[0],
    'POST /x%20y%0D%0AEvil:%201%2F%C3%A9%25%3F%23/n HTTP/1.1',
  );
});

test.run();
