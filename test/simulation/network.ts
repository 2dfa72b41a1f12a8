// The network between machines: latency, silence, and pipes that keep their order. What is in a pipe arrives in
// the order it was put in, once, or is lost together with everything behind it.
import type { EventQueue } from './event-queue.ts';
import type { SeededRandom } from './random.ts';
import type { SimulatedProcess } from './simulated-process.ts';

/** The usual way takes this long, in milliseconds. */
const shortestMs = 0.1;
const longestMs = 3;

export interface Parcel {
  readonly label: string;
  /** Who gets it, asked for at arrival; undefined when there is nobody (any more). */
  readonly receiver: () => SimulatedProcess | undefined;
  readonly deliver: () => void;
  /** Earliest arrival in virtual milliseconds: a connection that is still being made. */
  readonly notBeforeMs?: (() => number) | undefined;
}

export class Network {
  /** How often a way is slow, as a probability; the faults change it. */
  slowness = 0;
  readonly queue: EventQueue;
  readonly random: SeededRandom;
  readonly #silentUntil = new Map<string, number>();

  constructor(queue: EventQueue, random: SeededRandom) {
    this.queue = queue;
    this.random = random;
  }

  latencyMs(): number {
    if (this.random.chance(this.slowness)) return this.random.exponentialMs(800);
    return this.random.between(shortestMs, longestMs);
  }

  /** Nothing passes between the two machines for that long; nobody is told. */
  silence(left: string, right: string, durationMs: number): void {
    const untilMs = this.queue.nowMs + durationMs;
    for (const key of [`${left} ${right}`, `${right} ${left}`]) {
      this.#silentUntil.set(key, Math.max(untilMs, this.#silentUntil.get(key) ?? 0));
    }
  }

  silentUntilMs(from: string, to: string): number {
    return this.#silentUntil.get(`${from} ${to}`) ?? 0;
  }

  isSilent(from: string, to: string): boolean {
    return this.silentUntilMs(from, to) > this.queue.nowMs;
  }

  healAll(): void {
    this.#silentUntil.clear();
    this.slowness = 0;
  }
}

interface Flight {
  readonly parcel: Parcel;
  arriveAtMs: number;
  isLost: boolean;
}

export class Pipe {
  readonly #network: Network;
  readonly #from: string;
  readonly #to: string;
  #flights: Flight[] = [];
  #lastArrivalMs = 0;

  constructor(network: Network, from: string, to: string) {
    this.#network = network;
    this.#from = from;
    this.#to = to;
  }

  /** What is on its way. */
  get size(): number {
    return this.#flights.length;
  }

  *parcels(): Generator<Parcel> {
    for (const flight of this.#flights) yield flight.parcel;
  }

  put(parcel: Parcel): void {
    const { queue } = this.#network;
    const earliestMs = Math.max(queue.nowMs + this.#network.latencyMs(), parcel.notBeforeMs?.() ?? 0);
    this.#lastArrivalMs = Math.max(this.#lastArrivalMs, earliestMs);
    const flight = { parcel, arriveAtMs: this.#lastArrivalMs, isLost: false };
    this.#flights.push(flight);
    this.#schedule(flight);
  }

  /** Loses the parcels of which `isAffected` holds, but for as many of the first ones as chance lets through. */
  tear(isAffected: (parcel: Parcel) => boolean): void {
    const affected = this.#flights.filter((flight) => isAffected(flight.parcel));
    const kept = this.#network.random.integer(0, affected.length);
    for (const flight of affected.slice(kept)) flight.isLost = true;
    this.#flights = this.#flights.filter((flight) => !flight.isLost);
  }

  #schedule(flight: Flight): void {
    this.#network.queue.at(flight.arriveAtMs, undefined, flight.parcel.label, () => this.#arrive(flight));
  }

  #arrive(flight: Flight): false | undefined {
    if (flight.isLost) return false;
    const { queue } = this.#network;
    const { parcel } = flight;
    const receiver = parcel.receiver();
    const first = this.#flights[0];
    const readyAtMs = Math.max(
      this.#network.silentUntilMs(this.#from, this.#to),
      receiver?.stoppedUntilMs ?? 0,
      parcel.notBeforeMs?.() ?? 0,
      first === flight ? 0 : (first?.arriveAtMs ?? 0),
    );
    // Behind another one of the same moment it is asked for again, which puts it behind that one's event.
    if (readyAtMs > queue.nowMs || first !== flight) {
      flight.arriveAtMs = Math.max(readyAtMs, queue.nowMs);
      this.#lastArrivalMs = Math.max(this.#lastArrivalMs, flight.arriveAtMs);
      this.#schedule(flight);
      return false;
    }
    this.#flights.shift();
    if (receiver?.isAlive !== true) return false;
    receiver.touch();
    parcel.deliver();
    return undefined;
  }
}
