// What goes wrong in a run: at random times something is crashed, cut off, stopped or set wrong. How much of each
// kind a run has is drawn too, so that some runs are quiet but for one thing.
import type { AgentNode } from './agent-node.ts';
import { type MasterNode, masterAddress, masterMachine } from './master-node.ts';
import type { SeededRandom } from './random.ts';
import type { World } from './world.ts';

export interface FaultTargets {
  readonly master: MasterNode;
  readonly agents: readonly AgentNode[];
  /** Their machines, and the addresses of those that are native drivers. */
  readonly schedulers: readonly { readonly name: string; readonly address: string | undefined }[];
}

interface Fault {
  readonly name: string;
  /** How often, relative to the others. */
  readonly weight: number;
  readonly happen: () => void;
}

export class Faults {
  readonly #world: World;
  readonly #targets: FaultTargets;
  readonly #random: SeededRandom;
  readonly #faults: readonly Fault[];
  readonly #meanMs: number;
  #isOver = false;

  constructor(world: World, targets: FaultTargets) {
    this.#world = world;
    this.#targets = targets;
    this.#random = world.random.fork('faults');
    const random = this.#random;
    this.#meanMs = random.pick([700, 2000, 2000, 5000, 15_000]);
    const weight = (): number => (random.chance(0.3) ? 0 : random.fraction());
    this.#faults = [
      { name: 'master crash', weight: weight(), happen: () => this.#crashMaster() },
      { name: 'agent crash', weight: 2 * weight(), happen: () => this.#crashAgent() },
      { name: 'silence', weight: weight(), happen: () => this.#silence() },
      { name: 'broken connections', weight: 2 * weight(), happen: () => this.#breakConnections() },
      { name: 'stopped process', weight: weight(), happen: () => this.#stopProcess() },
      { name: 'clock', weight: 0.5 * weight(), happen: () => this.#jumpClock() },
    ];
  }

  begin(): void {
    const { network, transports } = this.#world;
    const random = this.#random;
    network.slowness = random.pick([0, 0.005, 0.05, 0.2]);
    transports.repetition = random.pick([0, 0.02, 0.2]);
    transports.refusal = random.pick([0, 0.1]);
    this.#world.diskFaults = random.chance(0.2) ? 0.002 : 0;
    this.#next();
  }

  /** Everything is repaired, and nothing breaks any more. */
  end(): void {
    const { network, note, transports } = this.#world;
    note('the faults end');
    this.#isOver = true;
    network.healAll();
    transports.repetition = 0;
    transports.refusal = 0;
    this.#world.diskFaults = 0;
    this.#targets.master.start();
    for (const agent of this.#targets.agents) agent.start();
  }

  #next(): void {
    this.#world.queue.after(this.#random.exponentialMs(this.#meanMs), undefined, 'a fault', () => {
      if (this.#isOver) return;
      this.#happen();
      this.#next();
    });
  }

  #happen(): void {
    const total = this.#faults.reduce((sum, fault) => sum + fault.weight, 0);
    let left = this.#random.fraction() * total;
    const fault = this.#faults.find(({ weight }) => {
      left -= weight;
      return left < 0;
    });
    if (fault === undefined) return;
    this.#world.history.count(fault.name);
    fault.happen();
  }

  #crashMaster(): void {
    const { master } = this.#targets;
    if (!master.isUp) return;
    master.crash({ power: this.#random.chance(0.5) });
    this.#world.queue.after(this.#downtimeMs(), undefined, 'the master is started', () => master.start());
  }

  #crashAgent(): void {
    const agent = this.#random.pick(this.#targets.agents);
    if (!agent.isUp) return;
    agent.crash(this.#random.pick(['process', 'process', 'cache', 'power']));
    this.#world.queue.after(this.#downtimeMs(), undefined, `${agent.name} is started`, () => agent.start());
  }

  #downtimeMs(): number {
    return this.#random.exponentialMs(this.#random.pick([20, 300, 3000, 20_000]));
  }

  #silence(): void {
    const other = this.#someoneElse();
    const durationMs = this.#random.exponentialMs(this.#random.pick([300, 4000, 20_000]));
    this.#world.note(`silence between master and ${other.name} for ${Math.round(durationMs)} ms`);
    this.#world.network.silence(masterMachine, other.name, durationMs);
  }

  #breakConnections(): void {
    const other = this.#someoneElse();
    this.#world.note(`connections between master and ${other.name} break`);
    if (other.address === undefined) this.#world.servers.breakBetween(masterMachine, other.name);
    else this.#world.transports.breakBetween(masterAddress, other.address);
  }

  /** An agent or a scheduler, which has no address of its own when it is on HTTP. */
  #someoneElse(): { readonly name: string; readonly address: string | undefined } {
    const { agents, schedulers } = this.#targets;
    return this.#random.pick([
      ...agents.map(({ name, address }) => ({ name, address })),
      ...schedulers.map(({ name, address }) => ({ name, address })),
    ]);
  }

  #stopProcess(): void {
    const process = this.#random.pick([this.#targets.master, ...this.#targets.agents]).process;
    if (process === undefined) return;
    const durationMs = this.#random.exponentialMs(this.#random.pick([200, 3000, 15_000]));
    this.#world.note(`${process.name} is stopped for ${Math.round(durationMs)} ms`);
    process.stopFor(durationMs);
  }

  #jumpClock(): void {
    const { master, agents } = this.#targets;
    const node = this.#random.pick([master, ...agents]);
    const byMs = this.#random.pick([-3600_000, -2000, 2000, 60_000, 3600_000]) * this.#random.fraction();
    this.#world.note(`a clock jumps by ${Math.round(byMs)} ms`);
    node.clock.jump(byMs);
  }
}
