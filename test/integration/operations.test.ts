// Reservations and persistent volumes with real daemons: what a task writes into its volume is there for the next
// task, over a kill of the agent, and gone when the volume is destroyed.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { systemRandom, systemTimers } from '../../src/bin/runtime.ts';
import { createHttpClient } from '../../src/http/client.ts';
import type {
  Offer,
  OfferOperation,
  OperationStatus,
  Resource,
  SchedulerEvent,
  TaskStatus,
} from '../../src/protocol/messages.ts';
import { isTerminal } from '../../src/protocol/task-state.ts';
import { SchedulerClient } from '../../src/sdk/scheduler-client.ts';
import { Cluster, type DaemonProcess, eventually, http } from '../support/cluster.ts';
import { killTaskProcesses } from '../support/machine.ts';
import { silentLog } from '../support/silent-log.ts';

const test = suite('integration: operations');

const role = 'team/db';
const reservations = [{ type: 'DYNAMIC', role, principal: 'owner' }] as const;

function scalar(name: string, value: number, more: Partial<Resource> = {}): Resource {
  return { name, type: 'SCALAR', scalar: { value }, ...more };
}

const reserved = (name: string, value: number): Resource =>
  scalar(name, value, { reservations: [...reservations] });

function volume(containerPath: string): Resource {
  const persistence = { id: 'journal', principal: 'owner' };
  return {
    ...reserved('disk', 64),
    disk: { persistence, volume: { mode: 'RW', container_path: containerPath } },
  };
}

/** A scheduler that uses one offer at a time for what the test says. */
class Operator {
  readonly operations: OperationStatus[] = [];
  readonly #ended = new Map<string, TaskStatus>();
  readonly #http = createHttpClient({ maxSockets: 1 });
  readonly #client: SchedulerClient;
  #offers: Offer[] = [];

  constructor(master: DaemonProcess) {
    this.#client = new SchedulerClient({
      master: `127.0.0.1:${master.port}`,
      framework: {
        user: process.getuid?.() === 0 ? 'root' : (process.env['USER'] ?? 'nobody'),
        name: 'operator',
        principal: 'owner',
        roles: [role],
        checkpoint: true,
        failover_timeout: 600,
        capabilities: [
          { type: 'MULTI_ROLE' },
          { type: 'RESERVATION_REFINEMENT' },
          { type: 'PARTITION_AWARE' },
        ],
      },
      http: this.#http,
      timers: systemTimers,
      random: systemRandom,
      log: silentLog,
      onEvent: (event) => this.#receive(event),
      onDisconnected: () => {
        this.#offers = [];
      },
      onRefused: (reason) => assert.unreachable(reason),
    });
    this.#client.start();
  }

  /** Waits for an offer that has all of these, and uses it. */
  async use(wanted: readonly string[], operations: (offer: Offer) => OfferOperation[]): Promise<void> {
    const isThere = (offer: Offer, text: string): boolean =>
      (offer.resources ?? []).some((resource) => describe(resource) === text);
    const isWanted = (offer: Offer): boolean => wanted.every((text) => isThere(offer, text));
    await eventually(`an offer with ${wanted.join(', ')}`, () => this.#isOffered(isWanted), 30_000);
    const offer = this.#offers.find(isWanted)!;
    this.#offers = this.#offers.filter((other) => other !== offer);
    await this.#client.call({
      type: 'ACCEPT',
      accept: {
        offer_ids: [offer.id],
        operations: operations(offer),
        filters: { refuse_seconds: 0 },
      },
    });
  }

  /** What is in several offers, or not free yet, comes together when they are given back. */
  #isOffered(isWanted: (offer: Offer) => boolean): boolean {
    if (this.#offers.some(isWanted)) return true;
    const offer_ids = this.#offers.map(({ id }) => id);
    this.#offers = [];
    const decline = { offer_ids, filters: { refuse_seconds: 0 } };
    if (offer_ids.length > 0) this.#client.call({ type: 'DECLINE', decline }).catch(() => undefined);
    return false;
  }

  async end(taskId: string): Promise<TaskStatus> {
    await eventually(`the end of ${taskId}`, () => this.#ended.has(taskId), 30_000);
    return this.#ended.get(taskId)!;
  }

  async finished(operationId: string): Promise<OperationStatus> {
    const find = (): OperationStatus | undefined =>
      this.operations.find(({ operation_id }) => operation_id?.value === operationId);
    await eventually(`the end of ${operationId}`, () => find() !== undefined, 30_000);
    return find()!;
  }

  async close(): Promise<void> {
    await this.#client.call({ type: 'TEARDOWN' }).catch(() => undefined);
    this.#client.close();
    this.#http.close();
  }

  #receive(event: SchedulerEvent): void {
    const status = event.update?.status;
    if (event.type === 'OFFERS') this.#offers.push(...(event.offers?.offers ?? []));
    if (event.type === 'RESCIND')
      this.#offers = this.#offers.filter(({ id }) => id.value !== event.rescind?.offer_id.value);
    if (status !== undefined && isTerminal(status.state)) this.#ended.set(status.task_id.value, status);
    if (event.update_operation_status !== undefined)
      this.operations.push(event.update_operation_status.status);
  }
}

/** `disk 64 journal`: amount and volume of what is reserved, `disk 4096` otherwise. */
function describe({ name, scalar: amount, reservations: stack, disk }: Resource): string {
  const of = stack === undefined ? '' : ` for ${stack.at(-1)?.role}`;
  const id = disk?.persistence?.id;
  return `${name} ${amount?.value}${of}${id === undefined ? '' : ` as ${id}`}`;
}

function launch(id: string, command: string, containerPath: string) {
  return (offer: Offer): OfferOperation => ({
    type: 'LAUNCH',
    launch: {
      task_infos: [
        {
          name: id,
          task_id: { value: id },
          agent_id: offer.agent_id,
          resources: [reserved('cpus', 0.1), scalar('mem', 32), volume(containerPath)],
          command: { value: command, shell: true },
        },
      ],
    },
  });
}

function named(id: string, operation: OfferOperation): OfferOperation {
  return { ...operation, id: { value: id } };
}

async function json(daemon: DaemonProcess, path: string): Promise<Record<string, never>> {
  return JSON.parse((await http(daemon.port, 'GET', path)).text);
}

async function operationsOf(daemon: DaemonProcess): Promise<number> {
  const answer = await http(daemon.port, 'POST', '/api/v1', {
    body: JSON.stringify({ type: 'GET_OPERATIONS' }),
    headers: { 'Content-Type': 'application/json' },
  });
  return (JSON.parse(answer.text).get_operations.operations ?? []).length;
}

test('a volume is reserved, created, written, read after a kill of the agent, and destroyed', async () => {
  const cluster = new Cluster();
  let scheduler: Operator | undefined;
  try {
    const master = await cluster.startMaster(undefined, ['--allocation_interval=100ms']);
    const resources = ['--resources=cpus:2;mem:1024;disk:4096'];
    let agent = await cluster.startAgent(master, resources);
    await cluster.registered(master);
    scheduler = new Operator(master);

    await scheduler.use(['disk 4096'], (offer) => [
      named('reserve', {
        type: 'RESERVE',
        reserve: { resources: [reserved('cpus', 0.1), reserved('disk', 100)] },
      }),
      named('create', { type: 'CREATE', create: { volumes: [volume('data')] } }),
      launch('writer', 'echo first > data/log && ls -ld data/', 'data')(offer),
    ]);
    assert.is((await scheduler.end('writer')).state, 'TASK_FINISHED');
    for (const id of ['reserve', 'create'])
      assert.is((await scheduler.finished(id)).state, 'OPERATION_FINISHED');
    const directory = volumesOf(cluster);
    assert.is(readFileSync(join(directory, 'journal', 'log'), 'utf8'), 'first\n');
    await eventually('no operation to be left', async () => {
      return (await operationsOf(master)) === 0 && (await operationsOf(agent)) === 0;
    });

    agent.kill('SIGKILL');
    await agent.ended;
    agent = await cluster.startAgent(master, resources, { port: agent.port });
    await scheduler.use([`disk 64 for ${role} as journal`], (offer) => [
      launch('reader', 'cat there/in/log && echo second >> there/in/log', 'there/in')(offer),
    ]);
    assert.is((await scheduler.end('reader')).state, 'TASK_FINISHED');
    assert.is(readFileSync(join(directory, 'journal', 'log'), 'utf8'), 'first\nsecond\n');
    for (const [daemon, path] of [
      [master, '/slaves'],
      [agent, '/state'],
    ] as const) {
      const state = (await json(daemon, path)) as Record<string, unknown>;
      const shown = (path === '/slaves' ? (state['slaves'] as unknown[])[0] : state) as Record<string, never>;
      assert.equal(Object.keys(shown['reserved_resources']!), [role], path);
      assert.is((shown['reserved_resources']![role] as { disk: number }).disk, 100, path);
      const full = shown['reserved_resources_full']![role] as Resource[];
      assert.ok(
        full.some(({ disk }) => disk?.persistence?.id === 'journal'),
        path,
      );
    }

    const made = ['disk 64', 'disk 36', 'cpus 0.1'].map((text) => `${text} for ${role}`);
    await scheduler.use([`${made[0]} as journal`, ...made.slice(1)], () => [
      named('destroy', { type: 'DESTROY', destroy: { volumes: [volume('data')] } }),
      named('unreserve', {
        type: 'UNRESERVE',
        unreserve: { resources: [reserved('cpus', 0.1), reserved('disk', 100)] },
      }),
    ]);
    assert.is((await scheduler.finished('unreserve')).state, 'OPERATION_FINISHED');
    assert.is((await scheduler.finished('destroy')).state, 'OPERATION_FINISHED');
    assert.not(existsSync(join(directory, 'journal')), 'what was in it is gone');
    await scheduler.use(['disk 4096', 'cpus 2'], () => []);
  } finally {
    await scheduler?.close();
    await cluster.stop();
    killTaskProcesses(cluster);
  }
});

test('an operator reserves what is free, and the agent knows it over its restart', async () => {
  const cluster = new Cluster();
  try {
    const master = await cluster.startMaster();
    const agent = await cluster.startAgent(master, ['--resources=cpus:2;mem:1024;disk:4096']);
    await cluster.registered(master);
    const { slaves } = (await json(master, '/slaves')) as unknown as { slaves: { id: string }[] };
    const call = {
      type: 'RESERVE_RESOURCES',
      reserve_resources: { agent_id: { value: slaves[0]?.id }, resources: [reserved('cpus', 1)] },
    };
    const answer = await http(master.port, 'POST', '/api/v1', {
      body: JSON.stringify(call),
      headers: { 'Content-Type': 'application/json' },
    });
    assert.is(answer.status, 202, answer.text);
    const shows = async (daemon: DaemonProcess): Promise<boolean> => {
      const state = (await json(daemon, '/state')) as unknown as Record<string, Record<string, unknown>>;
      return JSON.stringify(state['reserved_resources']?.[role] ?? {}).includes('"cpus":1');
    };
    await eventually('the reservation on the agent', () => shows(agent));
    await eventually('its acknowledgement', async () => (await operationsOf(agent)) === 0);
    agent.kill('SIGKILL');
    await agent.ended;
    const next = await cluster.startAgent(master, ['--resources=cpus:2;mem:1024;disk:4096'], {
      port: agent.port,
    });
    await eventually('the same after it has recovered', () => shows(next).catch(() => false));
  } finally {
    await cluster.stop();
  }
});

/** The directory of the role's volumes: a slash in its name is a space. */
function volumesOf(cluster: Cluster): string {
  const agentDirectory = readdirSync(cluster.directory).find((name) =>
    existsSync(join(cluster.directory, name, 'volumes')),
  );
  return join(cluster.directory, agentDirectory ?? 'none', 'volumes', 'roles', 'team db');
}

test.run();
