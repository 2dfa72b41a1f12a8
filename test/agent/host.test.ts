// What the agent takes from its host and its work directory.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { agentResources, hostAmounts, offeredAmounts } from '../../src/agent/shell/host-resources.ts';
import { workDirectoryProblem } from '../../src/agent/shell/work-directory.ts';
import { MesosError } from '../../src/base/errors.ts';

const test = suite('agent host');

const host = { cpus: 2, memMegabytes: 23_081, diskMegabytes: 252_899 };

test("the parts that stay with the system are the original's", () => {
  const megabyte = 1024 * 1024;
  assert.equal(offeredAmounts(2, 25_276_502_016, 258_019 * megabyte), host);
  assert.equal(offeredAmounts(1, 2048 * megabyte, 10_240 * megabyte), {
    cpus: 1,
    memMegabytes: 1024,
    diskMegabytes: 5120,
  });
});

test('looks at this host', async () => {
  const { cpus, memMegabytes, diskMegabytes } = await hostAmounts(tmpdir());
  assert.ok(cpus >= 1 && memMegabytes > 0 && diskMegabytes > 0);
  try {
    await hostAmounts('/no/such/directory');
    assert.unreachable();
  } catch (error) {
    assert.is(error instanceof MesosError && error.code, 'FILE_FAILED');
  }
});

test('what is not named is found; what is named, even as 0, is not', () => {
  const values = (text: string | undefined, role = '*'): string[] =>
    agentResources(text, role, host).map(
      (resource) => `${resource.name}(${resource.role})=${resource.scalar?.value ?? 'ranges'}`,
    );
  const found = ['cpus(*)=2', 'mem(*)=23081', 'disk(*)=252899', 'ports(*)=ranges'];
  assert.equal(values(undefined), found);
  assert.equal(
    values('', 'web'),
    found.map((text) => text.replace('*', 'web')),
  );
  assert.equal(values('cpus:4;mem(web):100'), [
    'cpus(*)=4',
    'mem(web)=100',
    'disk(*)=252899',
    'ports(*)=ranges',
  ]);
  assert.equal(values('cpus:0;ports:[1-2];disk:1;mem:1'), ['ports(*)=ranges', 'disk(*)=1', 'mem(*)=1']);
  const json = '[{"name": "cpus", "type": "SCALAR", "scalar": {"value": 3}}]';
  assert.equal(values(json), ['cpus(*)=3', ...found.slice(1)]);
  assert.throws(
    () => agentResources('cpus:x', '*', host),
    (error: unknown) => error instanceof MesosError && error.code === 'CONFIG_INVALID',
  );
});

test("an original agent's work directory is refused with what to do", async () => {
  const workDir = mkdtempSync(join(tmpdir(), 'mesos-work-'));
  try {
    assert.is(await workDirectoryProblem(workDir), undefined);
    assert.is(await workDirectoryProblem(join(workDir, 'not-there')), undefined);
    mkdirSync(join(workDir, 'meta', 'slaves'), { recursive: true });
    const problem = await workDirectoryProblem(workDir);
    assert.is(problem?.code, 'STORAGE_INCOMPATIBLE');
    assert.match(problem?.hint ?? '', /--recover=cleanup/);
  } finally {
    rmSync(workDir, { recursive: true });
  }
});

test.run();
