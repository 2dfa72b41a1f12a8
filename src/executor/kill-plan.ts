// When a task that should end is killed for good. Every delay counts from the first request: a later one may
// only move the deadline, never send the first signal again.
import type { KillPolicy } from '../protocol/messages.ts';

/** Milliseconds between SIGTERM and SIGKILL when neither the request nor the task says otherwise. */
export const defaultKillGraceMs = 3000;

/** The longest grace taken: timers of Node end at 2^31 ms, some 24 days. */
const maxGraceMs = 24 * 24 * 3600 * 1000;

/** Why a task is made to end; it decides what its last state will be. */
export type KillCause = 'request' | 'shutdown' | 'completion-time';

export interface KillPlan {
  /** Why it was first made to end. */
  readonly cause: KillCause;
  /** Milliseconds since the epoch. */
  readonly requestedAtMs: number;
  readonly graceMs: number;
}

/** The grace of a kill: the request's policy, else the task's own, else three seconds. */
export function killGraceMs(requested: KillPolicy | undefined, own: KillPolicy | undefined): number {
  return graceOf(requested) ?? graceOf(own) ?? defaultKillGraceMs;
}

function graceOf(policy: KillPolicy | undefined): number | undefined {
  const nanoseconds = policy?.grace_period?.nanoseconds;
  if (nanoseconds === undefined) return undefined;
  return Math.min(maxGraceMs, Math.max(0, Number(nanoseconds) / 1e6));
}

/** Milliseconds from `nowMs` until the task is killed for good. A clock set back does not lengthen it. */
export function remainingGraceMs(plan: KillPlan, nowMs: number): number {
  return Math.min(plan.graceMs, Math.max(0, plan.requestedAtMs + plan.graceMs - nowMs));
}

/** The plan after another request: measured from the first one, with the first one's cause. */
export function replanned(plan: KillPlan, graceMs: number): KillPlan {
  return { ...plan, graceMs };
}
