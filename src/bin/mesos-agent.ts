// The composition root of the agent: flags become plain values, ports become real, and the mailbox is wired to
// the network, the disk and the containerizer. No decision about tasks is made here.
import './stack-traces.ts';
import './agent-questions.ts';

import { mkdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Agent } from '../agent/agent.ts';
import { Reads } from '../agent/api/reads.ts';
import { agentNotReady, registerAgentRoutes } from '../agent/api/routes.ts';
import { CheckpointJournal, checkpointPath } from '../agent/checkpoint-journal.ts';
import { createMesosContainerizer } from '../agent/containerizer/containerizer-factory.ts';
import { chooseIsolation } from '../agent/containerizer/isolation-choice.ts';
import { agentResources, hostAmounts } from '../agent/shell/host-resources.ts';
import { VolumeDirectories } from '../agent/shell/volume-directories.ts';
import { workDirectoryProblem } from '../agent/shell/work-directory.ts';
import { MesosError } from '../base/errors.ts';
import type { AgentFlags } from '../config/agent-flags.ts';
import { flagTexts } from '../config/listing.ts';
import { parseMasterAddress } from '../config/master-address.ts';
import { agentProgram } from '../config/programs.ts';
import { StandaloneDetector } from '../election/detector.ts';
import type { Router } from '../http/router.ts';
import { createHttpServer } from '../http/server.ts';
import { startLauncher } from '../launcher/process.ts';
import { createTransport } from '../libprocess/links.ts';
import { type DecodeOptions, decodePeerMessage, transportPeers } from '../libprocess/peers.ts';
import type { InboundMessage } from '../libprocess/transport.ts';
import { HttpMetrics } from '../metrics/http.ts';
import { MessageMetrics } from '../metrics/messages.ts';
import type { MetricSource } from '../metrics/sink.ts';
import type { Attribute } from '../protocol/messages.ts';
import { parseAttributesText } from '../resources/attributes.ts';
import { NodeDisk } from '../storage/node-disk.ts';
import { advertisedHostname, advertisedIp, hostnameOf, listenAddress, warnIfReachable } from './address.ts';
import { cgroupsRoot, containerScopes } from './cgroups-root.ts';
import { type Daemon, startDaemon, stopOnSignals } from './daemon.ts';
import { commonRouter } from './endpoints.ts';
import { httpLimits } from './http-limits.ts';
import { directoryOf, launcherName } from './program-files.ts';
import { systemClock, systemRandom, systemTimers } from './runtime.ts';
import { agentStatusLine } from './status-line.ts';

/** The libprocess id agents have always had. */
const actor = 'slave(1)';

const daemon = startDaemon(agentProgram);
run(daemon).catch((error: unknown) => daemon.fail(error));

async function run({ config, log, service, fail }: Daemon<typeof agentProgram.flags>): Promise<void> {
  const flags = config.values;
  service.starting('recovering tasks');
  const workDir = resolve(flags.work_dir);
  await makeDirectory(workDir, 'work_dir');
  const incompatible = await workDirectoryProblem(workDir);
  if (incompatible !== undefined) throw incompatible;
  const [ip, bootId, host] = await Promise.all([
    advertisedIp(flags),
    readFile('/proc/sys/kernel/random/boot_id', 'utf8'),
    hostAmounts(workDir),
  ]);
  const masterAddress = parseMasterAddress(flags.master);
  const [hostname, masterHostname] = await Promise.all([
    advertisedHostname(flags, ip),
    masterAddress === undefined ? '' : hostnameOf(masterAddress.host, masterAddress.port),
  ]);

  // The mailbox, the server and the containerizer need each other; events before the mailbox exists are refused.
  let agent: Agent | undefined;
  let router: Router | undefined;
  const httpMetrics = new HttpMetrics('slave');
  const messageMetrics = new MessageMetrics();
  const decoding: DecodeOptions = {
    maxDepth: flags.http_max_message_depth,
    onDropped: (reason) => messageMetrics.count(reason),
  };
  const server = createHttpServer({
    handler: (request) => router?.handle(request) ?? agentNotReady,
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
    events: { onMessage: (inbound) => receive(inbound), onExited: (address) => agent?.exited(address) },
    log,
    limits: { maxQueuedBytes: flags.peer_buffer_size },
    onDropped: (reason, messages) => messageMetrics.count(reason, messages),
  });
  const receive = (inbound: InboundMessage): boolean => {
    if (inbound.to !== actor) return false;
    const message = agent === undefined ? undefined : decodePeerMessage(inbound, log, decoding);
    if (message !== undefined) agent?.message(message);
    return true;
  };

  const containerizer = await openContainerizer(flags, workDir, () => agent);
  const store = new CheckpointJournal({
    disk: new NodeDisk(),
    path: checkpointPath(workDir),
    strict: flags.strict,
    log,
  });
  const shutDown = async (): Promise<void> => {
    await transport.close();
    await server.close();
    await containerizer.close();
    await new Promise((settle) => store.close(settle));
  };
  agent = new Agent(
    {
      actor,
      ip,
      port,
      hostname,
      resources: agentResources(flags.resources, flags.default_role, host),
      attributes: attributesOf(flags),
      workDir,
      launcherDir: launcherDirectory(flags),
      bootId: bootId.trim(),
      registrationBackoffMs: flags.registration_backoff_factor,
      recover: flags.recover === 'cleanup' ? 'cleanup' : 'reconnect',
      reconfigurationPolicy: flags.reconfiguration_policy === 'additive' ? 'additive' : 'equal',
      strict: flags.strict,
      switchUser: flags.switch_user,
      executorEnvironment: (flags.executor_environment_variables ?? {}) as Record<string, string>,
      libprocessIp: process.env['LIBPROCESS_IP'],
      executorShutdownGraceMs: flags.executor_shutdown_grace_period,
      executorRegistrationTimeoutMs: flags.executor_registration_timeout,
      recoveryTimeoutMs: flags.recovery_timeout,
      executorReregistrationTimeoutMs: flags.executor_reregistration_timeout,
      httpCommandExecutor: flags.http_command_executor,
      maxCompletedExecutorsPerFramework: flags.max_completed_executors_per_framework,
    },
    {
      clock: systemClock,
      timers: systemTimers,
      random: systemRandom,
      log,
      peers: transportPeers(transport, actor),
      containerizer,
      store,
      volumes: new VolumeDirectories(),
      fatal: (error) => fail(error),
      finished: () => {
        shutDown().then(() => process.exit(0), fail);
      },
    },
  );
  const started = agent;
  router = routes(started, masterHostname, containerizer, [httpMetrics.collect, messageMetrics.collect]);
  started.start(() => service.ready(() => agentStatusLine(started.master, flags.master, started.model)));
  const address = parseMasterAddress(flags.master);
  if (address === undefined)
    throw new MesosError('CONFIG_INVALID', `--master=${flags.master} is no HOST:PORT`);
  const detector = new StandaloneDetector({ ...address, timers: systemTimers, log });
  detector.start((master) => started.masterDetected(master, true));
  log.info('listening', {
    address: `${listening.host}:${listening.port}`,
    pid: started.pid,
    work_dir: workDir,
  });
  warnIfReachable(listening.host, log);

  process.on('SIGUSR1', () => {
    log.info('leaving the cluster', { signal: 'SIGUSR1' });
    service.stopping('leaving the cluster, ending all tasks');
    started.leave();
  });
  stopOnSignals(daemon, async () => {
    detector.stop();
    started.stop();
    // The mailbox ends the process itself, through `finished`, once what must end has ended.
    await new Promise(() => undefined);
  });
}

async function makeDirectory(path: string, flag: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true });
  } catch (error) {
    throw new MesosError(
      'FILE_FAILED',
      `cannot make the directory of --${flag}: ${(error as Error).message}`,
      {
        cause: error,
        hint: `give a directory this user may write to with --${flag}`,
      },
    );
  }
}

/** Where the launcher is: as told, else beside this program, as built and as copied, else where packages have it. */
function launcherDirectory(flags: AgentFlags): string {
  return resolve(flags.launcher_dir ?? directoryOf(launcherName));
}

async function openContainerizer(flags: AgentFlags, workDir: string, agent: () => Agent | undefined) {
  const { log } = daemon;
  const uid = process.getuid?.() ?? 0;
  const choice = await chooseIsolation({
    isolation: flags.isolation?.join(','),
    launcher: flags.launcher,
    cgroupsHierarchy: flags.cgroups_hierarchy,
    uid,
  });
  if (choice.fallbackReason !== undefined) {
    log.warn('tasks are not isolated by cgroups', { reason: choice.fallbackReason });
  }
  log.info('containers', { launcher: choice.launcherKind, isolation: choice.isolation.join(',') });
  const runtimeDir = resolve(flags.runtime_dir ?? (uid === 0 ? '/var/run/mesos' : join(workDir, 'runtime')));
  const program = join(launcherDirectory(flags), launcherName);
  const root = await cgroupsRoot(flags.cgroups_root, choice.launcherKind, log);
  return createMesosContainerizer({
    startLauncher: (events) => startLauncher({ program, log, events }),
    launcherKind: choice.launcherKind,
    isolation: choice.isolation,
    cgroupsRoot: root.path,
    openCgroupsRoot: root.open,
    scopes: containerScopes(flags, choice.launcherKind, [program, 'hold']),
    cgroupsHierarchy: flags.cgroups_hierarchy,
    enableCfs: flags.cgroups_enable_cfs,
    limitSwap: flags.cgroups_limit_swap,
    runtimeDir,
    destroyTimeoutMs: flags.cgroups_destroy_timeout,
    log,
    clock: systemClock,
    events: {
      onLaunched: (id, pids) => agent()?.onLaunched(id, pids),
      onTerminated: (id, termination) => agent()?.onTerminated(id, termination),
    },
  });
}

function attributesOf(flags: AgentFlags): readonly Attribute[] {
  const parsed = parseAttributesText(flags.attributes ?? '');
  if (Array.isArray(parsed)) return parsed;
  throw new MesosError('CONFIG_INVALID', `--attributes: ${parsed.message}`, {
    hint: "for example --attributes='rack:r1;level:3'",
  });
}

type OpenContainerizer = Awaited<ReturnType<typeof openContainerizer>>;

function routes(
  agent: Agent,
  masterHostname: string,
  containerizer: OpenContainerizer,
  connections: readonly MetricSource[],
): Router {
  const { config } = daemon;
  const flags = flagTexts(agentProgram, config);
  const reads = new Reads(agent, {
    timers: systemTimers,
    containerizer,
    flags,
    masterHostname,
    maxBytes: config.values.http_cache_size,
  });
  const { router, metrics } = commonRouter({
    actor,
    flags,
    sources: [
      (sink) => agent.metrics.collect(sink, agent.model, systemClock.now()),
      containerizer.metrics.collect,
      reads.collect,
      ...connections,
    ],
  });
  registerAgentRoutes(router, {
    agent,
    reads,
    log: daemon.log,
    timers: systemTimers,
    flags,
    metrics: metrics.values,
  });
  return router;
}
