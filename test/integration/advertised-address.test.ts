// A master that advertises another address than the one its agent was given, as with MESOS_master=localhost:5050 on a
// host with a network: both are addresses of the loopback interface here.
import { readFileSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Cluster, http } from '../support/cluster.ts';

const test = suite('integration: advertised address');

test('the agent registers, runs a task and comes back to a master started again', async () => {
  const cluster = new Cluster({ masterIp: '0.0.0.0', masterFlags: ['--advertise_ip=127.0.0.9'] });
  try {
    const { master, agent } = await cluster.startPair();
    assert.match((await http(master.port, 'GET', '/state')).text, /"pid":"master@127\.0\.0\.9:/);
    // Only who can be reached from elsewhere says what that means.
    const warning = /everybody who reaches this address/;
    assert.match(readFileSync(master.logFile, 'utf8'), warning);
    assert.not.match(readFileSync(agent.logFile, 'utf8'), warning);
    const flags = ['--name=x', '--command=true', '--resources=cpus:0.1;mem:32'];
    assert.is((await cluster.execute(master, flags)).status, 0);
    master.kill('SIGKILL');
    await master.ended;
    await cluster.startMaster(master.port);
    await cluster.registered(master);
    assert.is((await cluster.execute(master, flags)).status, 0);
  } finally {
    await cluster.stop();
  }
});

test.run();
