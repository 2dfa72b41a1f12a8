// Connects the daemon to its service manager, with whatever of this installation can carry the messages.
import { join } from 'node:path';
import type { Log } from '../base/ports.ts';
import { openNotifier, watchdogTimeoutMs } from '../systemd/notify.ts';
import { Service } from '../systemd/service.ts';
import { launcherName, programDirectories } from './program-files.ts';
import { systemTimers } from './runtime.ts';

/** sd-notify's addon as the packages install it, and as npm builds it. */
const addonFiles = ['sd-notify.node', '../node_modules/sd-notify/build/Release/notify.node'];

export function openService(log: Log): Service {
  const directories = programDirectories();
  const notifier = openNotifier({
    env: process.env,
    addons: directories.flatMap((directory) => addonFiles.map((file) => join(directory, file))),
    helpers: directories.map((directory) => join(directory, launcherName)),
    log,
  });
  if (notifier.channel !== undefined) log.debug('notifying the service manager', { by: notifier.channel });
  return new Service({
    notifier,
    timers: systemTimers,
    // libuv reads CLOCK_MONOTONIC here, which is the clock that is asked for.
    monotonicMicros: () => process.hrtime.bigint() / 1000n,
    watchdogTimeoutMs: watchdogTimeoutMs(process.env),
  });
}
