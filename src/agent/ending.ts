// The ways an agent's process ends: leaving the cluster, stopping for a while, or because it cannot go on. The world
// hears of it once, after everything that had to end has ended.
import { describeError, type MesosError } from '../base/errors.ts';
import type { AgentContext } from './context.ts';
import type { Frameworks } from './frameworks.ts';

/** How long a stopping agent waits for containers that do not end: half of what systemd leaves a service. */
const stopTimeoutMs = 45_000;

export interface EndingPorts {
  readonly frameworks: Frameworks;
  /** No message goes to a master any more. */
  disconnect(): void;
  fatal(error: MesosError): void;
  finished(): void;
}

export class Ending {
  readonly #context: AgentContext;
  readonly #ports: EndingPorts;
  /** Why the agent is leaving the cluster. */
  #leavingBecause: string | undefined;
  #isStopping = false;
  #hasEnded = false;

  constructor(context: AgentContext, ports: EndingPorts) {
    this.#context = context;
    this.#ports = ports;
  }

  /** Ends everything; the next start is that of a new agent. */
  leave(reason: string): void {
    if (this.#leavingBecause !== undefined || this.#isStopping) return;
    this.#leavingBecause = reason;
    if (this.#context.model.state !== 'RECOVERING') this.#leaveNow(reason);
  }

  /** Ends the tasks of frameworks that do not checkpoint; the others go on and are found again. */
  stop(): void {
    if (this.#leavingBecause !== undefined || this.#isStopping) return;
    this.#isStopping = true;
    const { model, timers } = this.#context;
    const isRecovering = model.state === 'RECOVERING';
    this.#ports.disconnect();
    model.state = 'TERMINATING';
    if (!isRecovering) {
      timers.after(stopTimeoutMs, () => this.#finish());
      for (const framework of [...model.frameworks.values()]) {
        if (framework.info.checkpoint !== true) this.#ports.frameworks.abandon(framework);
      }
    }
    this.endIfIdle();
  }

  /** The agent has recovered. True: it has been asked to leave meanwhile, and does. */
  leaveIfAsked(): boolean {
    if (this.#leavingBecause !== undefined) this.#leaveNow(this.#leavingBecause);
    return this.#leavingBecause !== undefined;
  }

  /** Something is gone that may have been waited for. */
  endIfIdle(): void {
    const { checkpoints, model } = this.#context;
    if (model.state !== 'TERMINATING') return;
    if (this.#isStopping) {
      const frameworks = [...model.frameworks.values()];
      if (frameworks.every((framework) => framework.info.checkpoint === true)) this.#finish();
    } else if (model.frameworks.size === 0) {
      checkpoints.append({ type: 'forget' }, () => this.#finish());
    }
  }

  /** The process must not go on. */
  fail(error: MesosError): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.#context.log.error('the agent cannot go on', { problem: describeError(error) });
    this.#ports.fatal(error);
  }

  #leaveNow(reason: string): void {
    const { log, model } = this.#context;
    log.warn('leaving the cluster', { reason });
    this.#ports.disconnect();
    model.state = 'TERMINATING';
    const frameworks = [...model.frameworks.values()];
    if (frameworks.length === 0) this.endIfIdle();
    for (const framework of frameworks) this.#ports.frameworks.shutdown(framework);
  }

  #finish(): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.#ports.finished();
  }
}
