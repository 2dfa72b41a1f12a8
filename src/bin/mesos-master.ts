// The composition root of the master: flags become plain values, ports become real, and the mailbox is wired to
// the network and the registry. No decision about frameworks or agents is made here.
import './stack-traces.ts';
import './master-questions.ts';

import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { HierarchicalAllocator } from '../allocator/hierarchical-allocator.ts';
import { parseMinimum } from '../allocator/minimum.ts';
import { MesosError } from '../base/errors.ts';
import { flagTexts } from '../config/listing.ts';
import type { MasterFlags } from '../config/master-flags.ts';
import { masterProgram } from '../config/programs.ts';
import type { Router } from '../http/router.ts';
import { createHttpServer } from '../http/server.ts';
import { createTransport } from '../libprocess/links.ts';
import { type DecodeOptions, decodePeerMessage, transportPeers } from '../libprocess/peers.ts';
import type { InboundMessage } from '../libprocess/transport.ts';
import { AgentProxy } from '../master/api/agent-proxy.ts';
import { Reads } from '../master/api/reads.ts';
import { registerMasterRoutes } from '../master/api/routes.ts';
import { masterConfig } from '../master/config.ts';
import { Master } from '../master/master.ts';
import { Registrar } from '../master/registrar.ts';
import { HttpMetrics } from '../metrics/http.ts';
import { MessageMetrics } from '../metrics/messages.ts';
import { FileStore } from '../storage/file-store.ts';
import { MemoryStore } from '../storage/memory-store.ts';
import { NodeDisk } from '../storage/node-disk.ts';
import type { Store } from '../storage/store.ts';
import { advertisedHostname, advertisedIp, listenAddress, warnIfReachable } from './address.ts';
import { type Daemon, startDaemon, stopOnSignals } from './daemon.ts';
import { commonRouter } from './endpoints.ts';
import { httpLimits } from './http-limits.ts';
import { systemClock, systemRandom, systemTimers } from './runtime.ts';
import { masterStatusLine } from './status-line.ts';

const daemon = startDaemon(masterProgram);
run(daemon).catch((error: unknown) => daemon.fail(error));

async function run({ config, log, service, fail }: Daemon<typeof masterProgram.flags>): Promise<void> {
  const flags = config.values;
  service.starting('recovering the registry');
  const ip = await advertisedIp(flags);
  const [hostname, store] = await Promise.all([advertisedHostname(flags, ip), openStore(flags)]);

  // The mailbox and the server need each other; what comes before the mailbox exists is refused.
  let master: Master | undefined;
  let router: Router | undefined;
  const httpMetrics = new HttpMetrics('master');
  const messageMetrics = new MessageMetrics();
  const decoding: DecodeOptions = {
    maxDepth: flags.http_max_message_depth,
    onDropped: (reason) => messageMetrics.count(reason),
  };
  const server = createHttpServer({
    handler: (request) => router?.handle(request) ?? { status: 503 },
    onMessage: (inbound) => receive(inbound),
    limits: httpLimits(flags),
    onRefused: (status, why, reason) => {
      httpMetrics.count(reason);
      log.debug('refused a request', { status, why, reason });
    },
    onGivenUp: (why) => httpMetrics.count(why),
    onError: (error, what) => log.error('a request failed', { what, problem: String(error) }),
  });
  const listening = await server.listen(listenAddress(flags), flags.port);
  const port = flags.advertise_port ?? listening.port;
  const transport = createTransport({
    address: `${ip}:${port}`,
    events: { onMessage: (inbound) => receive(inbound), onExited: (address) => master?.exited(address) },
    log,
    limits: { maxQueuedBytes: flags.peer_buffer_size },
    onDropped: (reason, messages) => messageMetrics.count(reason, messages),
  });
  const receive = (inbound: InboundMessage): boolean => {
    if (master === undefined || !master.hasActor(inbound.to)) return false;
    const message = decodePeerMessage(inbound, log, decoding);
    if (message !== undefined) master.receive(message);
    return true;
  };

  const settings = masterConfig({
    id: systemRandom.uuid(),
    hostname,
    ip,
    port,
    cluster: flags.cluster,
    agentPingTimeoutMs: flags.agent_ping_timeout,
    maxAgentPingTimeouts: flags.max_agent_ping_timeouts,
    agentReregisterTimeoutMs: flags.agent_reregister_timeout,
    recoveryAgentRemovalLimit: Number(flags.recovery_agent_removal_limit.replace('%', '')) / 100,
    allocationIntervalMs: flags.allocation_interval,
    offerTimeoutMs: flags.offer_timeout,
    maxCompletedFrameworks: flags.max_completed_frameworks,
    maxCompletedTasksPerFramework: flags.max_completed_tasks_per_framework,
    maxUnreachableTasksPerFramework: flags.max_unreachable_tasks_per_framework,
    roles: flags.roles,
    rootSubmissions: flags.root_submissions,
    offerConstraintLimits: {
      maxMemBytes: flags.offer_constraints_re2_max_mem,
      maxProgramSize: flags.offer_constraints_re2_max_program_size,
    },
    publishPerFrameworkMetrics: flags.publish_per_framework_metrics,
    registryGcIntervalMs: flags.registry_gc_interval,
    registryMaxAgentCount: flags.registry_max_agent_count,
    registryMaxAgentAgeMs: flags.registry_max_agent_age,
  });
  const minAllocatable = parseMinimum(flags.min_allocatable_resources);
  if (typeof minAllocatable === 'string') {
    throw new MesosError('CONFIG_INVALID', `--min_allocatable_resources: ${minAllocatable}`);
  }
  master = new Master(settings, {
    clock: systemClock,
    timers: systemTimers,
    random: systemRandom,
    log,
    peers: transportPeers(transport, 'master'),
    registrar: new Registrar({
      store,
      log,
      timers: systemTimers,
      clock: systemClock,
      fetchTimeoutMs: flags.registry_fetch_timeout,
      storeTimeoutMs: flags.registry_store_timeout,
      onFailure: fail,
    }),
    allocator: new HierarchicalAllocator(systemRandom, {
      allocationIntervalMs: flags.allocation_interval,
      minAllocatable,
      filterGpuResources: flags.filter_gpu_resources,
      excludedNames: flags.fair_sharing_excluded_resource_names ?? [],
    }),
    onFatal: fail,
  });
  const started = master;
  router = routes(started, httpMetrics, messageMetrics);
  started.start(() => service.ready(() => masterStatusLine(started.config.pid, started.model)));
  log.info('listening', {
    address: `${listening.host}:${listening.port}`,
    pid: settings.pid,
    id: settings.id,
  });
  warnIfReachable(listening.host, log);
  stopOnSignals(daemon, async () => {
    started.stop();
    // An orderly end lets schedulers subscribe again; many take a stream that breaks off for nothing at all.
    for (const { connection } of started.model.frameworks.values()) connection?.end();
    await transport.close();
    await server.close();
    await new Promise((settle) => store.close(settle));
  });
}

async function openStore(flags: MasterFlags): Promise<Store> {
  if (flags.registry === 'in_memory') return new MemoryStore();
  const workDir = resolve(flags.work_dir ?? '.');
  try {
    await mkdir(workDir, { recursive: true });
  } catch (error) {
    throw new MesosError(
      'FILE_FAILED',
      `cannot make the directory of --work_dir: ${(error as Error).message}`,
      {
        cause: error,
        hint: 'give a directory this user may write to with --work_dir',
      },
    );
  }
  return new FileStore({
    disk: new NodeDisk(),
    path: join(workDir, 'registry.journal'),
    kind: 'mesos registry',
    onRecovery: ({ tornBytes }) => {
      if (tornBytes > 0) daemon.log.warn('cut a torn write off the registry', { bytes: tornBytes });
    },
  });
}

function routes(master: Master, httpMetrics: HttpMetrics, messageMetrics: MessageMetrics): Router {
  const { values } = daemon.config;
  const flags = flagTexts(masterProgram, daemon.config);
  const reads = new Reads(master, { timers: systemTimers, flags, maxBytes: values.http_cache_size });
  const agentProxy = new AgentProxy(master.model, {
    maxRequests: values.agent_proxy_max_requests,
    timeoutMs: values.agent_proxy_timeout,
  });
  const { router, metrics } = commonRouter({
    actor: 'master',
    flags,
    sources: [
      master.collectMetrics,
      reads.collect,
      agentProxy.collect,
      httpMetrics.collect,
      messageMetrics.collect,
    ],
  });
  router.route('/api/v1/scheduler', (request) => master.schedulerApi(request));
  registerMasterRoutes(router, master, {
    log: daemon.log,
    timers: systemTimers,
    flags,
    metrics: metrics.values,
    maxSubscribers: values.max_operator_event_stream_subscribers,
    maxBacklogBytes: values.stream_buffer_size,
    onGivenUp: (why) => httpMetrics.count(why),
    reads,
    agentProxy,
  });
  return router;
}
