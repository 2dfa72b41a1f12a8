// A process that runs the scheduler of the npm package `mesos-framework`, unmodified, against a master: it is
// a program of its own because the package ends its process in some cases and keeps timers in others.
// Arguments: port of the master, directory for its log. It reports on its IPC channel and is told there what to do.
import { createRequire } from 'node:module';
import { join } from 'node:path';

/** What the test needs to know of the package, which has no types. */
interface Scheduler {
  readonly options: object;
  mesosStreamId: string | undefined;
  on(event: string, listener: (value: never) => void): void;
  subscribe(): void;
  generateRequestTemplate(): void;
  kill(taskId: string, agentId: string): void;
  teardown(): void;
}

interface MesosFramework {
  readonly Scheduler: new (options: object) => Scheduler;
  readonly Mesos: { getMesos(): { readonly CommandInfo: new (...fields: unknown[]) => object } };
}

/** What the test tells this process. */
export interface SchedulerOrder {
  readonly kill?: { readonly taskId: string; readonly agentId: string };
  readonly teardown?: boolean;
}

/** What this process tells the test. */
export interface SchedulerReport {
  readonly subscribed?: string;
  readonly status?: {
    readonly task_id: { readonly value: string };
    readonly agent_id: { readonly value: string };
    readonly state: string;
    readonly uuid?: string;
  };
  readonly error?: string;
  readonly sent?: string;
}

// The package is not bundled: it reads its .proto files beside itself.
const require = createRequire(join(process.cwd(), 'package.json'));
const { Scheduler, Mesos } = require('mesos-framework') as MesosFramework;
const { CommandInfo } = Mesos.getMesos();
const [port = '', logDirectory = ''] = process.argv.slice(2);

function task(command: string, instances: number, priority: number): object {
  return {
    priority,
    instances,
    allowScaling: false,
    commandInfo: new CommandInfo(null, null, true, command, null, null),
    resources: { cpus: 0.1, mem: 32, ports: 1, disk: 0 },
  };
}

const scheduler = new Scheduler({
  masterUrl: '127.0.0.1',
  port: Number(port),
  frameworkName: 'npm framework',
  frameworkFailoverTimeout: 600,
  // Above the interval of heartbeats, as the package's own examples advise; and quick to come back.
  masterConnectionTimeout: 60,
  exponentialBackoffMinimum: 0.2,
  restartStates: [],
  logging: { path: logDirectory, fileName: 'scheduler.log', level: 'error' },
  tasks: {
    'short-lived': task('echo short', 5, 1),
    sleeper: task('sleep 600', 1, 2),
  },
});

function report(message: SchedulerReport): void {
  process.send?.(message);
}

let isLeaving = false;

scheduler.on('ready', () => scheduler.subscribe());
scheduler.on('subscribed', ({ frameworkId }: { frameworkId: string }) => report({ subscribed: frameworkId }));
scheduler.on('update', ({ status }: { status: SchedulerReport['status'] }) => {
  if (status !== undefined) report({ status });
});
for (const event of ['sent_accept', 'sent_kill', 'sent_acknowledge', 'sent_teardown']) {
  scheduler.on(event, () => report({ sent: event }));
}
scheduler.on('error', (error: { message?: string } | string) => {
  const message = typeof error === 'string' ? error : (error.message ?? '');
  report({ error: message });
  // The package subscribes once more when a stream ends; to go on until a master is there, and has read its registry
  // (503 until then), is up to its user.
  // Calls report their errors as text, the subscription as an object.
  const isAway = /^(There was a problem with the request|Error registering with mesos)/.test(message);
  if (!isLeaving && typeof error !== 'string' && isAway) {
    setTimeout(() => {
      scheduler.mesosStreamId = undefined;
      scheduler.generateRequestTemplate();
      scheduler.subscribe();
    }, 200);
  }
});

process.on('message', ({ kill, teardown }: SchedulerOrder) => {
  if (kill !== undefined) scheduler.kill(kill.taskId, kill.agentId);
  if (teardown === true) {
    isLeaving = true;
    scheduler.teardown();
  }
});
process.on('disconnect', () => process.exit(0));
