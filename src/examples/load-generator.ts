// Asks a master for the states of all its tasks, so many times a second.
import type { FlagDeclarations } from '../config/flag.ts';
import { Framework } from './framework.ts';
import { frameworkFlags, print, runExample } from './program.ts';

const flags = {
  ...frameworkFlags,
  qps: { type: 'double', group: 'General', default: '100', min: '0.1', help: 'RECONCILE calls a second.' },
  duration: {
    type: 'duration',
    group: 'General',
    automatic: 'until it is interrupted',
    help: 'How long to go on.',
  },
} as const satisfies FlagDeclarations;

/** Calls that may wait for their turn; a master that is slower than this gets fewer. */
const maxWaiting = 1000;
/** Calls are sent in portions: timers are no finer than this. */
const portionMs = 10;

runExample(
  {
    name: 'load-generator',
    summary: 'Puts a master under load with RECONCILE calls. Exits 0, or 1 when a call was refused.',
    usage: 'load-generator --master=HOST:PORT [--qps=NUMBER] [--duration=DURATION]',
    flags,
  },
  (values, positional, stop) => {
    let sent = 0;
    let refused = 0;
    let waiting = 0;
    let due = 0;
    let startedMs = 0;
    const framework = new Framework('load generator', values, positional, stop, {
      offered: () => undefined,
      updated: () => undefined,
      happened: (event) => {
        if (event.type === 'SUBSCRIBED' && startedMs === 0) start();
      },
      stopped: () => finish(),
    });
    framework.start();
    return framework.result;

    function start(): void {
      startedMs = performance.now();
      setInterval(() => send(), portionMs);
      if (values.duration !== undefined) setTimeout(() => finish(), values.duration);
    }

    function send(): void {
      const wanted = Math.floor(((performance.now() - startedMs) / 1000) * values.qps);
      for (; due < wanted; due += 1) {
        if (waiting >= maxWaiting || !framework.client.isSubscribed) continue;
        waiting += 1;
        const call = framework.client.call({ type: 'RECONCILE', reconcile: {} });
        call
          .then(() => {
            sent += 1;
          })
          .catch((error: unknown) => {
            refused += 1;
            if (refused === 1) print(String(error));
          })
          .finally(() => {
            waiting -= 1;
          });
      }
    }

    function finish(): void {
      const seconds = startedMs === 0 ? 0 : (performance.now() - startedMs) / 1000;
      const rate = seconds === 0 ? 0 : sent / seconds;
      const words = `${sent} calls in ${seconds.toFixed(1)} seconds, ${rate.toFixed(0)} a second, ${refused} refused`;
      framework.end(refused === 0 ? 0 : 1, words);
    }
  },
);
