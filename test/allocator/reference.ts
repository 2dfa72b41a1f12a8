// Dominant resource fairness written to be obviously right and nothing else: every share is summed up from
// what is held, every order is sorted anew, every framework is asked. The real allocator is compared with it.
import type { MinimumSets } from '../../src/allocator/minimum.ts';
import { reachesMinimum } from '../../src/allocator/minimum.ts';
import type { Resources } from '../../src/resources/resources.ts';

interface ReferenceFramework {
  id: string;
  roles: string[];
  suppressed: Set<string>;
  isActive: boolean;
  isRevocable: boolean;
}

interface Holding {
  frameworkId: string;
  role: string;
  agentId: string;
  resources: Resources;
}

interface ReferenceFilter extends Holding {
  expiresAtMs: number;
  madeAtRun: number;
}

export class Reference {
  readonly frameworks = new Map<string, ReferenceFramework>();
  readonly totals = new Map<string, Resources>();
  readonly inactiveAgents = new Set<string>();
  weights = new Map<string, number>();
  holdings: Holding[] = [];
  filters: ReferenceFilter[] = [];
  /** Allocations ever made, by "role" or "role framework". */
  readonly counts = new Map<string, number>();
  finishedRun = 0;
  private readonly minimum: MinimumSets;

  constructor(minimum: MinimumSets) {
    this.minimum = minimum;
  }

  available(agentId: string): Resources {
    let rest = this.totals.get(agentId)!;
    for (const holding of this.holdings)
      if (holding.agentId === agentId) rest = rest.subtract(holding.resources);
    return rest;
  }

  hold(holding: Holding): void {
    this.holdings.push(holding);
    const parts = holding.role.split('/');
    const paths = parts.map((_, i) => parts.slice(0, i + 1).join('/'));
    for (const key of [...paths, `${holding.role}/.`, `${holding.role} ${holding.frameworkId}`]) {
      this.counts.set(key, (this.counts.get(key) ?? 0) + 1);
    }
  }

  /** A slot nobody needs is forgotten with its count, and so is a role. */
  forget(): void {
    const isUsed = (role: string, frameworkId?: string): boolean =>
      this.holdings.some(
        (holding) => holding.role === role && (frameworkId ?? holding.frameworkId) === holding.frameworkId,
      ) ||
      [...this.frameworks.values()].some(
        ({ id, roles }) => (frameworkId ?? id) === id && roles.includes(role),
      );
    const isRoleUsed = (path: string): boolean => {
      const roles = [
        ...this.holdings.map(({ role }) => role),
        ...[...this.frameworks.values()].flatMap(({ roles }) => roles),
      ];
      return roles.some((role) => role === path || role.startsWith(`${path}/`));
    };
    for (const key of [...this.counts.keys()]) {
      const [role, frameworkId] = key.split(' ') as [string, string | undefined];
      const isKept =
        frameworkId === undefined ? isRoleUsed(role.replace(/\/\.$/, '')) : isUsed(role, frameworkId);
      if (!isKept) this.counts.delete(key);
    }
  }

  private share(matches: (holding: Holding) => boolean): number {
    let share = 0;
    for (const name of ['cpus', 'mem', 'disk']) {
      let total = 0;
      for (const resources of this.totals.values()) total += resources.quantity(name);
      let held = 0;
      for (const holding of this.holdings) if (matches(holding)) held += holding.resources.quantity(name);
      if (total > 0) share = Math.max(share, held / total);
    }
    return share;
  }

  private sorted(
    paths: string[],
    shareOf: (path: string) => number,
    countOf: (path: string) => number,
  ): string[] {
    return paths.sort((a, b) => shareOf(a) - shareOf(b) || countOf(a) - countOf(b) || (a < b ? -1 : 1));
  }

  /** Roles in fair order, those with frameworks only. */
  private roleOrder(above: string): string[] {
    const used = new Set([...this.frameworks.values()].flatMap(({ roles }) => roles));
    for (const { role } of this.holdings) used.add(role);
    const children = new Set<string>();
    for (const role of used) {
      if (above !== '' && role === above) children.add(`${above}/.`);
      if (above === '' || role.startsWith(`${above}/`)) {
        const depth = above === '' ? 1 : above.split('/').length + 1;
        children.add(role.split('/').slice(0, depth).join('/'));
      }
    }
    const shareOf = (path: string): number => {
      if (path.endsWith('/.')) return this.share(({ role }) => role === path.slice(0, -2));
      return (
        this.share(({ role }) => role === path || role.startsWith(`${path}/`)) / (this.weights.get(path) ?? 1)
      );
    };
    const order = this.sorted([...children], shareOf, (path) => this.counts.get(path) ?? 0);
    return order.flatMap((path) => {
      if (path.endsWith('/.')) return [path.slice(0, -2)];
      const hasChildren = [...used].some((role) => role.startsWith(`${path}/`));
      return hasChildren ? this.roleOrder(path) : [path];
    });
  }

  isFiltered(
    frameworkId: string,
    role: string,
    agentId: string,
    candidate: Resources,
    nowMs: number,
  ): boolean {
    return this.filters.some(
      (filter) =>
        filter.frameworkId === frameworkId &&
        filter.role === role &&
        filter.agentId === agentId &&
        (nowMs < filter.expiresAtMs || this.finishedRun <= filter.madeAtRun) &&
        filter.resources.contains(candidate),
    );
  }

  /** One agent's turn: who gets what, booked. */
  turn(agentId: string, nowMs: number): Holding[] {
    const made: Holding[] = [];
    if (this.inactiveAgents.has(agentId)) return made;
    for (const role of this.roleOrder('')) {
      const ids = [...this.frameworks.values()]
        .filter(({ roles }) => roles.includes(role))
        .map(({ id }) => id);
      const order = this.sorted(
        ids,
        (id) => this.share((holding) => holding.role === role && holding.frameworkId === id),
        (id) => this.counts.get(`${role} ${id}`) ?? 0,
      );
      for (const id of order) {
        const framework = this.frameworks.get(id)!;
        if (!framework.isActive || framework.suppressed.has(role)) continue;
        let candidate = this.available(agentId).allocatableTo(role);
        if (!framework.isRevocable) candidate = candidate.nonRevocable();
        if (candidate.isEmpty || !reachesMinimum(candidate, this.minimum)) continue;
        if (this.isFiltered(id, role, agentId, candidate, nowMs)) continue;
        const holding = { frameworkId: id, role, agentId, resources: candidate };
        this.hold(holding);
        made.push(holding);
      }
    }
    return made;
  }
}
