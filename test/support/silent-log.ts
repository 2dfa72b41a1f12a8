// A log for what logs in tests that do not look at it.
import type { Log } from '../../src/base/ports.ts';

export const silentLog: Log = { debug() {}, info() {}, warn() {}, error() {} };
