// The agent's endpoints over a harness: requests without a socket.

import { Reads } from '../../../src/agent/api/reads.ts';
import { registerAgentRoutes } from '../../../src/agent/api/routes.ts';
import type { ContainerUsage } from '../../../src/agent/containerizer/containerizer.ts';
import type { HttpResponse } from '../../../src/http/message.ts';
import { createRouter, type Router } from '../../../src/http/router.ts';
import { askRouter } from '../../support/ask-router.ts';
import type { Harness } from '../harness.ts';

export interface DeskOptions {
  readonly maxCacheBytes: number;
  readonly usage: (containerId: string) => ContainerUsage;
}

export class Desk {
  readonly router: Router;
  readonly reads: Reads;
  /** Containers in the order they were sampled. */
  readonly sampled: string[] = [];

  constructor(harness: Harness, options: Partial<DeskOptions> = {}) {
    const { maxCacheBytes = 1e6, usage = () => ({ timestamp: 1, mem_rss_bytes: 4096 }) } = options;
    this.router = createRouter({ prefixes: ['slave(1)'] });
    const timers = { after: () => ({ cancel: () => {} }) };
    const flags = { port: '5051' };
    this.reads = new Reads(harness.agent, {
      timers,
      containerizer: {
        usage: async (id) => {
          this.sampled.push(id);
          return usage(id);
        },
      },
      flags,
      masterHostname: 'master.example',
      maxBytes: maxCacheBytes,
    });
    registerAgentRoutes(this.router, {
      agent: harness.agent,
      reads: this.reads,
      log: { level: () => 'info', setLevel: () => {} },
      timers,
      flags,
      metrics: () => ({ 'slave/registered': 1 }),
    });
  }

  request(
    method: string,
    target: string,
    body: string | Uint8Array = '',
    headers: Readonly<Record<string, string>> = {},
  ): Promise<HttpResponse> {
    return askRouter(this.router, method, target, body, headers);
  }

  /** A call of the operator API. */
  post(call: unknown, headers: Readonly<Record<string, string>> = {}): Promise<HttpResponse> {
    const all = { 'content-type': 'application/json', ...headers };
    return this.request('POST', '/api/v1', JSON.stringify(call), all);
  }
}

export function bytesOf({ body, large }: HttpResponse): Buffer {
  return large === undefined ? Buffer.from(body ?? '') : Buffer.concat(large.pieces);
}
