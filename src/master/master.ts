// The master: one mailbox. This file wires the concerns to the ports and turns what the world does (a message, a
// call, a closed stream, a broken link, a timer) into events; it decides nothing itself.
import type { Timer } from '../base/ports.ts';
import type { HttpRequest, HttpResponse } from '../http/message.ts';
import type { PeerMessage } from '../libprocess/peers.ts';
import { flatMetrics, type MetricSink } from '../metrics/sink.ts';
import type { OfferOperation } from '../protocol/messages.ts';
import type { RegistryDocument } from '../registry/document.ts';
import { type GoneAnswer, markAgentGone } from './agent-gone.ts';
import { disconnectAgent, markAgentUnreachable } from './agent-lifecycle.ts';
import { AllocationLoop } from './allocation.ts';
import { serveScheduler } from './api/scheduler.ts';
import type { MasterConfig } from './config.ts';
import type { Core, MasterPorts } from './core.ts';
import { lead } from './election.ts';
import { removeFramework } from './framework-removal.ts';
import { schedulersExited } from './frameworks.ts';
import { Mailbox } from './mailbox.ts';
import { handleMessage } from './messages.ts';
import { MasterMetrics } from './metrics.ts';
import { collectMaster } from './metrics-snapshot.ts';
import { Model } from './model.ts';
import { ConstraintFilters } from './offer-constraints.ts';
import { noOperatorEvents, type OperatorEvents } from './operator-events.ts';
import { type OperatorAnswer, operate } from './operator-operations.ts';
import { AgentObservers } from './pings.ts';

/** What a timer of the engine can wait for; a longer delay is waited for in pieces. */
const maxTimerMs = 2 ** 31 - 1;

export class Master {
  readonly config: MasterConfig;
  /** For readers; nobody outside the concerns changes it. */
  readonly model = new Model();
  readonly startedMs: number;
  readonly #core: Core;
  readonly #mailbox: Mailbox;

  constructor(config: MasterConfig, ports: MasterPorts) {
    this.config = config;
    this.startedMs = ports.clock.now();
    this.#mailbox = new Mailbox(() => this.#core.allocation.poke());
    this.#core = makeCore(config, ports, this.model, this.#mailbox);
  }

  /** For readers, which ask them about agents. */
  get constraintFilters(): ConstraintFilters {
    return this.#core.constraintFilters;
  }

  /** Without a coordination service a master is elected at once. `ready` is called when it serves. */
  start(ready: () => void = () => {}): void {
    this.#mailbox.post(() => lead(this.#core, ready));
  }

  /** Whether the master has an actor of that id: itself, and an observer for each agent. */
  hasActor(id: string): boolean {
    return id === 'master' || this.#core.observers.hasActor(id);
  }

  /** A message for one of the actors; one for another is dropped. */
  receive(message: PeerMessage): void {
    if (this.hasActor(message.to)) this.#mailbox.post(() => handleMessage(this.#core, message), 'messages');
  }

  /** A linked address (`ip:port`) cannot be reached any more. */
  exited(address: string): void {
    this.#mailbox.post(() => {
      for (const agent of [...(this.model.agentsByAddress.get(address) ?? [])])
        disconnectAgent(this.#core, agent);
      schedulersExited(this.#core, address);
    });
  }

  /** `POST /api/v1/scheduler`. `principal` is the authenticated one, when authentication is on. */
  schedulerApi(request: HttpRequest, principal?: string): HttpResponse {
    return this.#mailbox.ask(() => serveScheduler(this.#core, request, principal));
  }

  /** An operator ends a framework; false when there is none of that id. */
  teardown(frameworkId: string): boolean {
    return this.#mailbox.ask(() => {
      const framework = this.model.frameworks.get(frameworkId);
      if (framework !== undefined) removeFramework(this.#core, framework);
      return framework !== undefined;
    });
  }

  /** An operator changes what resources of an agent are. */
  operate(agentId: string, operation: OfferOperation): OperatorAnswer {
    return this.#mailbox.ask(() => operate(this.#core, agentId, operation));
  }

  /** An operator says that an agent will never come back. `done` comes at once or when the registry knows. */
  markAgentGone(agentId: string, done: (answer: GoneAnswer) => void): void {
    this.#mailbox.post(() => markAgentGone(this.#core, agentId, done));
  }

  /** The registry, for readers. */
  get registry(): RegistryDocument {
    return this.#core.registrar.document;
  }

  /** Tells operators from now on what happens. */
  observe(events: OperatorEvents): void {
    this.#core.operatorEvents = events;
  }

  /** A reader was given an answer that was made for another one. */
  countSharedAnswer(): void {
    this.#core.metrics.increment('http_cache_hits');
  }

  /** All metrics of master, registrar and allocator by their full names. */
  metricsSnapshot(): Record<string, number> {
    return flatMetrics(this.collectMetrics);
  }

  /** In steps. */
  readonly collectMetrics = (sink: MetricSink): Generator<undefined, void, undefined> =>
    collectMaster(this.#core, this.startedMs, sink);

  /** No event is handled any more. The ports stay as they are: this is how a crash looks from outside. */
  stop(): void {
    this.#mailbox.close();
  }
}

function makeCore(config: MasterConfig, ports: MasterPorts, model: Model, mailbox: Mailbox): Core {
  const { clock, random, log, peers, registrar, allocator, onFatal } = ports;
  const core: Omit<Core, 'allocation' | 'observers'> = {
    config,
    clock,
    random,
    log,
    peers,
    registrar,
    allocator,
    onFatal,
    mailbox,
    model,
    metrics: new MasterMetrics(),
    constraintFilters: new ConstraintFilters(config.offerConstraintLimits),
    operatorEvents: noOperatorEvents,
    after: (delayMs, action) => startTimer(ports, mailbox, delayMs, action),
    submit: (operation, done) => registrar.submit(operation, (result) => mailbox.post(() => done(result))),
  };
  const whole = core as Core;
  return Object.assign(whole, {
    allocation: new AllocationLoop(whole),
    observers: new AgentObservers(whole, (agent) =>
      markAgentUnreachable(whole, agent, 'health check timed out'),
    ),
  });
}

/** A timer whose action is an event; once cancelled it never acts, even when it fired while an event ran. */
function startTimer(ports: MasterPorts, mailbox: Mailbox, delayMs: number, action: () => void): Timer {
  let isCancelled = false;
  let left = delayMs;
  let timer: Timer;
  const arm = (): void => {
    const piece = Math.min(left, maxTimerMs);
    left -= piece;
    timer = ports.timers.after(piece, () => {
      if (left > 0) return arm();
      mailbox.post(() => {
        if (!isCancelled) action();
      });
    });
  };
  arm();
  return {
    cancel: () => {
      isCancelled = true;
      timer.cancel();
    },
  };
}
