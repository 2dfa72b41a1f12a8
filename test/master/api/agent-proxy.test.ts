// What passes through the master between a client and an agent: which requests, which headers, how many at once, and
// what the client is told when there is no answer. The agent is a server made for the test, on real sockets.
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, createServer as createPlainServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createHttpServer, type HttpServer } from '../../../src/http/server.ts';
import { flatMetrics } from '../../../src/metrics/sink.ts';
import { Harness } from '../harness.ts';
import { Desk } from './desk.ts';

const test = suite('agent proxy');

interface Bed {
  readonly desk: Desk;
  readonly harness: Harness;
  readonly agentId: string;
  readonly port: number;
  readonly seen: IncomingMessage[];
  close(): Promise<void>;
}

/** A master on a real port, with an agent that answers what `serve` says. */
async function bed(
  serve: (request: IncomingMessage, response: ServerResponse) => void,
  limits = { maxRequests: 8, timeoutMs: 20_000 },
): Promise<Bed> {
  const seen: IncomingMessage[] = [];
  const agentServer: Server = createServer((incoming, response) => {
    seen.push(incoming);
    serve(incoming, response);
  });
  const agentPort = await new Promise<number>((settle) => {
    agentServer.listen(0, '127.0.0.1', () => settle((agentServer.address() as AddressInfo).port));
  });
  const harness = new Harness();
  const desk = new Desk(harness, { agentProxy: limits });
  const agent = harness.agent().register();
  const known = harness.master.model.agents.get(agent.id)!;
  harness.master.model.movePid(known, `slave(1)@127.0.0.1:${agentPort}`);
  const server: HttpServer = createHttpServer({ handler: desk.router.handle });
  const { port } = await server.listen('127.0.0.1', 0);
  return {
    desk,
    harness,
    agentId: agent.id,
    port,
    seen,
    close: async () => {
      await server.close(0);
      agentServer.closeAllConnections();
      await new Promise((settle) => agentServer.close(settle));
    },
  };
}

interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
  readonly isWhole: boolean;
}

function ask(
  port: number,
  path: string,
  options: { readonly method?: string; readonly headers?: Record<string, string> } = {},
): Promise<Answer> {
  return new Promise((settle, reject) => {
    const call = request({ host: '127.0.0.1', port, path, agent: false, ...options }, (response) => {
      let body = '';
      const finish = (): void =>
        settle({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body,
          isWhole: response.complete,
        });
      response.on('data', (piece: Buffer) => {
        body += piece.toString();
      });
      response.on('error', () => {});
      response.on('close', finish);
    });
    call.on('error', reject);
    call.end();
  });
}

const figures = ({ desk }: Bed): Record<string, number> => flatMetrics(desk.agentProxy.collect);

test('an answer passes with its status, its type and its bytes, and little else', async () => {
  const made = await bed((_request, response) => {
    response.writeHead(203, {
      'Content-Type': 'text/plain',
      'Content-Disposition': 'attachment; filename=stdout',
      'Set-Cookie': 'a=b',
      'X-Other': 'other',
      Location: 'http://elsewhere/',
    });
    response.end('hello');
  });
  const answer = await ask(made.port, `/agent/${made.agentId}/files/download?path=/a%20b%26c&x=1`, {
    headers: { Authorization: 'Basic abc', Cookie: 'c=d', 'X-Own': '1', Accept: 'text/plain' },
  });
  assert.is(answer.status, 203);
  assert.is(answer.body, 'hello');
  assert.is(answer.headers['content-type'], 'text/plain');
  assert.is(answer.headers['content-disposition'], 'attachment; filename=stdout');
  assert.is(answer.headers['x-content-type-options'], 'nosniff');
  assert.match(String(answer.headers['content-security-policy']), 'sandbox');
  for (const name of ['set-cookie', 'x-other', 'location']) assert.is(answer.headers[name], undefined, name);
  const [seen] = made.seen;
  assert.is(seen?.url, '/files/download?path=/a%20b%26c&x=1');
  assert.is(seen?.headers['accept'], 'text/plain');
  for (const name of ['authorization', 'cookie', 'x-own']) assert.is(seen?.headers[name], undefined, name);
  assert.is(figures(made)['master/agent_proxy/requests'], 1);
  assert.is(figures(made)['master/agent_proxy/open'], 0);
  await made.close();
});

test('the prefix of the process, HEAD, .json and errors of the agent', async () => {
  const made = await bed((incoming, response) => {
    response.writeHead(incoming.url?.includes('state') ? 200 : 404, { 'Content-Length': 2 });
    response.end('{}');
  });
  const paths = ['state', 'state.json', 'containers', 'monitor/statistics.json', 'files/browse?path=/none'];
  const answers = [];
  for (const path of paths)
    answers.push((await ask(made.port, `/master/agent/${made.agentId}/${path}`)).status);
  assert.equal(answers, [200, 200, 404, 404, 404]);
  assert.equal(
    made.seen.map(({ url }) => url),
    [
      '/slave(1)/state',
      '/slave(1)/state',
      '/slave(1)/containers',
      '/monitor/statistics',
      '/files/browse?path=/none',
    ],
  );
  const head = await ask(made.port, `/agent/${made.agentId}/state`, { method: 'HEAD' });
  assert.equal([head.status, head.body, head.headers['content-length']], [200, '', '2']);
  await made.close();
});

test('only listed paths, methods and connected agents', async () => {
  const made = await bed((_request, response) => void response.end('no'));
  const { port, agentId, harness } = made;
  const refusals: readonly (readonly [string, string, number, RegExp])[] = [
    ['GET', `/agent/${agentId}/flags`, 404, /Below \/agent\/ID are served/],
    ['GET', `/agent/${agentId}/api/v1`, 404, /Below/],
    ['GET', `/agent/${agentId}/files/%2e%2e/flags`, 404, /./],
    ['GET', '/agent', 404, /Below/],
    ['GET', '/agent/nobody/state', 404, /No agent 'nobody' is registered/],
    ['DELETE', `/agent/${agentId}/state`, 405, /Expecting one of/],
  ];
  for (const [method, path, status, text] of refusals) {
    const answer = await ask(port, path, { method });
    assert.is(answer.status, status, path);
    assert.match(answer.body, text, path);
  }
  harness.master.model.agents.get(agentId)!.isConnected = false;
  const away = await ask(port, `/agent/${agentId}/state`);
  assert.is(away.status, 502);
  assert.match(away.body, /is disconnected: its sandboxes can be read when it is back/);
  assert.is(made.seen.length, 0);
  await made.close();
});

test('an agent that is not there, does not answer or stops in the middle', async () => {
  // The head of the one that stops has to come in that time.
  const limits = { maxRequests: 8, timeoutMs: 2000 };
  const made = await bed((incoming, response) => {
    if (incoming.url?.includes('middle')) {
      response.writeHead(200, { 'Content-Length': 1000 });
      response.write('some');
    }
  }, limits);
  const late = await ask(made.port, `/agent/${made.agentId}/state`);
  assert.is(late.status, 504);
  assert.match(late.body, /did not answer \(no answer within 2000 ms\): .*--agent_proxy_timeout/);
  const broken = await ask(made.port, `/agent/${made.agentId}/files/read?path=middle`);
  assert.equal([broken.status, broken.body, broken.isWhole], [200, 'some', false]);
  const nobody = createPlainServer();
  const port = await new Promise<number>((settle) => {
    nobody.listen(0, '127.0.0.1', () => settle((nobody.address() as AddressInfo).port));
  });
  await new Promise((settle) => nobody.close(settle));
  const { model } = made.harness.master;
  model.movePid(model.agents.get(made.agentId)!, `slave(1)@127.0.0.1:${port}`);
  const gone = await ask(made.port, `/agent/${made.agentId}/state`);
  assert.is(gone.status, 502);
  assert.match(
    gone.body,
    /cannot be reached at 127\.0\.0\.1:\d+ \(.*ECONNREFUSED.*\): check that the agent runs/,
  );
  assert.is(figures(made)['master/agent_proxy/failures'], 3);
  for (const reason of ['timeout', 'stalled', 'unreachable'])
    assert.is(figures(made)[`master/agent_proxy/failures/${reason}`], 1, reason);
  assert.is(figures(made)['master/agent_proxy/open'], 0);
  await made.close();
});

test('one agent that hangs takes a quarter of the places, all together no more than there are', async () => {
  // All have to be there before the first is given up.
  const made = await bed(() => {}, { maxRequests: 8, timeoutMs: 2000 });
  const path = `/agent/${made.agentId}/state`;
  const answers = await Promise.all(Array.from({ length: 5 }, () => ask(made.port, path)));
  assert.equal(answers.map(({ status }) => status).sort(), [503, 503, 503, 504, 504]);
  const refused = answers.find(({ status }) => status === 503);
  assert.match(
    refused?.body ?? '',
    /--agent_proxy_max_requests=8.*ask the agent itself at http:\/\/127\.0\.0\.1:/,
  );
  assert.is(figures(made)['master/agent_proxy/refusals/busy'], 3);
  await made.close();
});

test('a large answer is not gathered for a client that does not read, and its place is free when the client leaves', async () => {
  const piece = Buffer.alloc(64 * 1024, 1);
  let sent = 0;
  const made = await bed(
    (_request, response) => {
      const more = (): void => {
        while (!response.destroyed && sent < 512 * 1024 * 1024) {
          sent += piece.length;
          if (!response.write(piece)) {
            response.once('drain', more);
            return;
          }
        }
      };
      more();
    },
    { maxRequests: 4, timeoutMs: 60_000 },
  );
  const call = request({ host: '127.0.0.1', port: made.port, path: `/agent/${made.agentId}/files/download` });
  call.on('error', () => {});
  const paused = new Promise<IncomingMessage>((settle) => call.on('response', settle));
  call.end();
  const response = await paused;
  response.on('error', () => {});
  response.pause();
  // Until nothing moves any more: what is on its way are the buffers of four sockets.
  for (let before = -1; before !== sent; await sleep(200)) before = sent;
  assert.ok(sent < 64 * 1024 * 1024, `${sent} bytes`);
  assert.is(figures(made)['master/agent_proxy/open'], 1);
  response.destroy();
  while (figures(made)['master/agent_proxy/open'] !== 0) await sleep(10);
  await made.close();
});

test.run();
