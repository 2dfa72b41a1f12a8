// One observer an agent: the actor `slave-observer(n)` that pings every agent_ping_timeout and reports an agent
// that let too many pings in a row go unanswered. It is the second detector beside the link: a half-open
// connection is only found by it.
import type { Timer } from '../base/ports.ts';
import type { Upid } from '../libprocess/transport.ts';
import type { Core } from './core.ts';
import type { Agent } from './model.ts';

interface Observer {
  readonly actor: string;
  readonly agent: Agent;
  missed: number;
  isWaiting: boolean;
  timer: Timer | undefined;
}

export class AgentObservers {
  readonly #core: Core;
  readonly #onUnhealthy: (agent: Agent) => void;
  readonly #byAgent = new Map<Agent, Observer>();
  readonly #byActor = new Map<string, Observer>();
  #next = 1;

  /** `onUnhealthy` is called again at every further missed ping until the agent is removed. */
  constructor(core: Core, onUnhealthy: (agent: Agent) => void) {
    this.#core = core;
    this.#onUnhealthy = onUnhealthy;
  }

  /** Pings at once, then at every interval. */
  start(agent: Agent): void {
    const observer: Observer = {
      actor: `slave-observer(${this.#next++})`,
      agent,
      missed: 0,
      isWaiting: false,
      timer: undefined,
    };
    this.#byAgent.set(agent, observer);
    this.#byActor.set(observer.actor, observer);
    this.#ping(observer);
  }

  stop(agent: Agent): void {
    const observer = this.#byAgent.get(agent);
    if (observer === undefined) return;
    observer.timer?.cancel();
    this.#byAgent.delete(agent);
    this.#byActor.delete(observer.actor);
  }

  hasActor(actor: string): boolean {
    return this.#byActor.has(actor);
  }

  pong(actor: string): void {
    const observer = this.#byActor.get(actor);
    if (observer === undefined) return;
    observer.missed = 0;
    observer.isWaiting = false;
  }

  /** A ping out of turn that says "you are not registered here": the agent reregisters at once. */
  wake(pid: Upid): void {
    this.#core.peers.send(pid, 'internal.PingAgentMessage', { connected: false }, 'slave-observer(0)');
  }

  #ping(observer: Observer): void {
    const { agent, actor } = observer;
    observer.isWaiting = true;
    this.#core.peers.send(agent.pid, 'internal.PingAgentMessage', { connected: agent.isConnected }, actor);
    observer.timer = this.#core.after(this.#core.config.agentPingTimeoutMs, () => this.#tick(observer));
  }

  #tick(observer: Observer): void {
    if (observer.isWaiting) {
      observer.missed += 1;
      if (observer.missed >= this.#core.config.maxAgentPingTimeouts) this.#onUnhealthy(observer.agent);
    }
    // An agent that was reported goes on being pinged while the registry stores that; one that was removed does not.
    if (this.#byAgent.get(observer.agent) === observer) this.#ping(observer);
  }
}
