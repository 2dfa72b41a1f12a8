// What must hold after whatever a peer sent: the daemon is the same process, serves, and has not grown.
import * as assert from 'uvu/assert';
import { type DaemonProcess, http, residentBytes } from '../support/cluster.ts';

/** Growth that garbage collection explains; a leak of the input of these tests would be several times that. */
const maxGrowthBytes = 60 * 1024 * 1024;

export async function assertAlive(daemon: DaemonProcess): Promise<void> {
  assert.is((await http(daemon.port, 'GET', '/health')).status, 200, `${daemon.name} serves`);
  assert.ok(residentBytes(daemon.pid) > 0, `${daemon.name} is the process that was started`);
}

/** Runs `act` and checks what it made the daemon's resident memory grow by. */
export async function assertBounded(daemon: DaemonProcess, act: () => Promise<void>): Promise<void> {
  const before = residentBytes(daemon.pid);
  await act();
  const grown = residentBytes(daemon.pid) - before;
  console.log(`FIGURE growth of ${daemon.name}: ${(grown / 1024 / 1024).toFixed(1)} MB`);
  assert.ok(grown < maxGrowthBytes, `${daemon.name} grew by ${grown} bytes`);
}
