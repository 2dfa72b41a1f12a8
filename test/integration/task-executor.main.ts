// An executor that runs tasks which are nothing but what their data says: `run` until killed, `finish` at once, or
// `exit` with the whole process. Messages come back as they went.

import type { TaskInfo } from '../../src/protocol/messages.ts';
import { ExecutorClient } from '../../src/sdk/executor-client.ts';

const running = new Set<string>();

const client = new ExecutorClient({
  contentType: process.env['ENCODING'] === 'json' ? 'application/json' : 'application/x-protobuf',
  onEvent: (event) => {
    if (event.type === 'LAUNCH' && event.launch !== undefined) launch(event.launch.task);
    if (event.type === 'KILL' && event.kill !== undefined) end(event.kill.task_id.value);
    if (event.type === 'MESSAGE' && event.message !== undefined) void client.message(event.message.data);
  },
  onShutdown: (reason) => {
    console.log(`shutting down: ${reason}`);
    for (const id of [...running]) end(id);
    void client.settled().then(() => process.exit(0));
  },
});

function launch(task: TaskInfo): void {
  const id = task.task_id.value;
  const [what, status] = Buffer.from(task.data ?? [])
    .toString()
    .split(' ');
  console.log(`task ${id}: ${what}`);
  if (what === 'exit') process.exit(Number(status));
  running.add(id);
  client.update({ task_id: task.task_id, state: 'TASK_RUNNING', data: Buffer.from(String(process.pid)) });
  if (what !== 'finish') return;
  running.delete(id);
  client.update({ task_id: task.task_id, state: 'TASK_FINISHED' });
}

function end(id: string): void {
  running.delete(id);
  client.update({ task_id: { value: id }, state: 'TASK_KILLED' });
}

client.start();
