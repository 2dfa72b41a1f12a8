import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  type CgroupSupport,
  chooseIsolation,
  type IsolationRequest,
} from '../../../src/agent/containerizer/isolation-choice.ts';
import { MesosError } from '../../../src/base/errors.ts';
import type { Hierarchy } from '../../../src/cgroups/discovery.ts';

const test = suite('choice of isolation');

function host(
  controllers: readonly string[],
  options: { v2?: boolean; readOnly?: string } = {},
): CgroupSupport {
  const version = options.v2 ? 2 : 1;
  return {
    discover: async () => ({
      controllers: new Map(
        controllers.map((name): [string, Hierarchy] => [name, { version, root: `/cg/${name}` }]),
      ),
      unified: options.v2 ? { version: 2, root: '/cg' } : undefined,
      systemd: undefined,
    }),
    isWritable: async ({ root }) => root !== options.readOnly,
  };
}

const v1 = host(['cpu', 'cpuacct', 'memory', 'freezer']);

function choose(request: Partial<IsolationRequest>, support = v1) {
  return chooseIsolation({ isolation: undefined, launcher: undefined, uid: 0, ...request }, support);
}

async function refusal(request: Partial<IsolationRequest>, support = v1): Promise<MesosError> {
  const error = await choose(request, support).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  assert.instance(error, MesosError);
  assert.is((error as MesosError).code, 'CONFIG_INVALID');
  return error as MesosError;
}

const posix = ['posix/cpu', 'posix/mem'];

test('root with cgroups gets cgroups, on v1 and v2', async () => {
  for (const support of [v1, host(['cpu', 'cpuacct', 'memory'], { v2: true })]) {
    assert.equal(await choose({}, support), {
      launcherKind: 'linux',
      isolation: ['cgroups/cpu', 'cgroups/mem'],
      fallbackReason: undefined,
    });
  }
});

test('without root, without a controller or read-only: posix, with the reason', async () => {
  const cases: [Partial<IsolationRequest>, CgroupSupport, RegExp][] = [
    [{ uid: 1000 }, v1, /root/],
    [{}, host(['cpu', 'cpuacct', 'freezer']), /memory/],
    [{}, host(['cpu', 'cpuacct', 'memory']), /freezer/],
    [{}, host(['cpu', 'cpuacct', 'memory', 'freezer'], { readOnly: '/cg/memory' }), /not writable/],
  ];
  for (const [request, support, reason] of cases) {
    const choice = await choose(request, support);
    assert.equal([choice.launcherKind, choice.isolation], ['posix', posix]);
    assert.match(choice.fallbackReason ?? '', reason);
  }
});

test('what is asked for explicitly is taken', async () => {
  assert.equal((await choose({ isolation: 'posix/cpu,posix/mem' })).launcherKind, 'linux');
  assert.equal((await choose({ isolation: 'filesystem/posix, cgroups/mem' })).isolation, [
    'filesystem/posix',
    'cgroups/mem',
  ]);
  const choice = await choose({ launcher: 'posix' });
  assert.equal(choice, { launcherKind: 'posix', isolation: posix, fallbackReason: undefined });
});

test('what is asked for explicitly and cannot be had is refused with a hint', async () => {
  assert.match((await refusal({ launcher: 'linux', uid: 1000 })).message, 'does not run as root');
  assert.match((await refusal({ isolation: 'cgroups/cpu', uid: 1000 })).hint ?? '', '--launcher=posix');
  assert.match((await refusal({ isolation: 'cgroups/mem', launcher: 'posix' })).message, '--launcher=linux');
  assert.match((await refusal({ isolation: 'cgroups/mem' }, host(['cpu', 'freezer']))).message, 'memory');
});

test('unknown names are refused with the nearest known', async () => {
  assert.match((await refusal({ isolation: 'cgroup/cpu' })).hint ?? '', 'cgroups/cpu');
  assert.match((await refusal({ isolation: 'docker/runtime' })).hint ?? '', 'known are');
  assert.match((await refusal({ launcher: 'lxc' })).hint ?? '', 'linux and posix');
  assert.match((await refusal({ isolation: 'posix/cpu,cgroups/cpu' })).message, 'two isolators of cpu');
});

test.run();
