// Chooses how this process speaks to its service manager, and reads what the manager has told it. Without a manager
// (NOTIFY_SOCKET is not set) nothing is started and nothing is sent.
import { existsSync } from 'node:fs';
import type { Log } from '../base/ports.ts';
import { addonChannel, type Channel, helperChannel, type Message, programChannel } from './channel.ts';

export interface NotifyOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Where the native addon may be, best first. */
  readonly addons: readonly string[];
  /** Where the program with a `notify` mode may be, best first. */
  readonly helpers: readonly string[];
  readonly log: Log;
}

export interface Notifier {
  /** What carries the messages, for the log; undefined when there is no manager. */
  readonly channel: string | undefined;
  send(message: Message): void;
  close(): Promise<void>;
}

export function openNotifier(options: NotifyOptions): Notifier {
  const channel = chooseChannel(options);
  return {
    channel: channel?.name,
    send: (message) => channel?.send(message),
    close: async () => channel?.close(),
  };
}

function chooseChannel({ env, addons, helpers, log }: NotifyOptions): Channel | undefined {
  const socket = env['NOTIFY_SOCKET'];
  if (socket === undefined || socket === '') return undefined;
  const addon = addonChannel(addons);
  if (addon !== undefined) return addon;
  const helper = helpers.find((path) => existsSync(path));
  return helper === undefined ? programChannel(socket, log) : helperChannel(helper, socket, log);
}

/** How long the manager waits for a sign of life, in milliseconds; undefined when it does not watch this process. */
export function watchdogTimeoutMs(
  env: Readonly<Record<string, string | undefined>>,
  pid = process.pid,
): number | undefined {
  const text = env['WATCHDOG_USEC'];
  const watched = env['WATCHDOG_PID'];
  if (text === undefined || !/^\d+$/.test(text)) return undefined;
  // The variables of a parent that is watched itself mean the parent.
  if (watched !== undefined && watched !== '' && watched !== String(pid)) return undefined;
  const timeoutMs = Number(text) / 1000;
  return timeoutMs > 0 ? timeoutMs : undefined;
}
