// Reads the figures of a running daemon over one kept connection of its own, so that reading needs no new connection
// while a limit on them is tried; and says which counters have risen since.
import { Agent, request } from 'node:http';
import * as assert from 'uvu/assert';
import type { DaemonProcess } from '../support/cluster.ts';

export type Figures = Readonly<Record<string, number>>;

export class Meter {
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 1 });
  readonly #daemon: DaemonProcess;
  readonly #isCounted: (name: string) => boolean;

  /** @param isCounted which figures are looked at */
  constructor(daemon: DaemonProcess, isCounted: (name: string) => boolean) {
    this.#daemon = daemon;
    this.#isCounted = isCounted;
  }

  /** Of the operator API, which has no rate. */
  async figures(): Promise<Figures> {
    const text = await this.#ask('POST', '/api/v1', '{"type":"GET_METRICS","get_metrics":{}}');
    const { metrics } = (JSON.parse(text) as Answer).get_metrics;
    return Object.fromEntries(
      metrics.filter(({ name }) => this.#isCounted(name)).map(({ name, value }) => [name, value]),
    );
  }

  /** The value of a series in the text for Prometheus. */
  async series(series: string): Promise<number> {
    const text = await this.#ask('GET', '/metrics');
    const line = text.split('\n').find((candidate) => candidate.startsWith(`${series} `));
    assert.ok(line !== undefined, `there is no ${series}`);
    return Number(line.slice(series.length));
  }

  /** By how much what is looked at has risen. */
  async risen(since: Figures): Promise<Figures> {
    const now = Object.entries(await this.figures());
    return Object.fromEntries(
      now.map(([name, value]) => [name, value - since[name]!] as const).filter(([, change]) => change !== 0),
    );
  }

  close(): void {
    this.#agent.destroy();
  }

  #ask(method: string, path: string, body = ''): Promise<string> {
    return new Promise((settle, reject) => {
      const headers = { 'Content-Type': 'application/json', 'Content-Length': body.length };
      const { port } = this.#daemon;
      const call = request(
        { host: '127.0.0.1', port, method, path, headers, agent: this.#agent },
        (response) => {
          let text = '';
          response.setEncoding('utf8');
          response.on('data', (piece: string) => {
            text += piece;
          });
          response.on('end', () => settle(text));
          response.on('error', reject);
        },
      );
      call.on('error', reject);
      call.end(body);
    });
  }
}

interface Answer {
  readonly get_metrics: { readonly metrics: readonly { readonly name: string; readonly value: number }[] };
}
