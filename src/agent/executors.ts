// Executors and their containers: launch, what is reported while they run, end. The rule: nothing is launched before
// the record of it is on disk, and a task's last update comes after its container is gone.
import { killedDuringLaunch, outcomeOf, unknownContainer } from '../executor/outcome.ts';
import type { ContainerStatus, StatusUpdate, TaskInfo } from '../protocol/messages.ts';
import type { CheckpointRecord } from './checkpoints.ts';
import { containerLimits, containerSpec } from './container-spec.ts';
import type { ContainerTermination, KnownContainer } from './containerizer/containerizer.ts';
import type { AgentContext } from './context.ts';
import { Kills, killRecord } from './kills.ts';
import { type Executor, type Framework, hasCapability } from './model.ts';
import { type Launch, newExecutor } from './new-executor.ts';
import { type UpdateContent, UpdateWriter } from './update-message.ts';

export interface ExecutorsPorts {
  /** Sends the update reliably. */
  emit(update: StatusUpdate): void;
  /** The framework has an executor less. */
  released(framework: Framework): void;
}

export class Executors {
  readonly kills: Kills;
  readonly #context: AgentContext;
  readonly #ports: ExecutorsPorts;
  readonly #writer: UpdateWriter;

  constructor(context: AgentContext, ports: ExecutorsPorts) {
    this.#context = context;
    this.#ports = ports;
    this.#writer = new UpdateWriter(context.clock, context.random);
    this.kills = new Kills(context, (executor) =>
      this.#report(executor, { state: 'TASK_KILLING', source: 'SOURCE_EXECUTOR' }),
    );
  }

  /** Launches a task that was found to be runnable. */
  launch(framework: Framework, task: TaskInfo): void {
    const containerId = this.#context.random.uuid();
    const executor = this.#add(framework, { containerId, task }, false);
    this.#context.model.containers.set(containerId, executor);
    const record: CheckpointRecord = { type: 'launch', frameworkId: framework.id, containerId, task };
    this.#context.checkpoints.append(record, () => this.#launchContainer(executor));
  }

  /** Puts back an executor that an agent process before this one launched. */
  restore(framework: Framework, launch: Launch): void {
    const executor = this.#add(framework, launch, true);
    if (executor.state !== 'TERMINATED') this.#context.model.containers.set(executor.containerId, executor);
  }

  /** What the containerizer must find again. */
  knownContainers(): KnownContainer[] {
    return [...this.#context.model.containers.values()].map((executor) => ({
      id: executor.containerId,
      limits: containerLimits(executor.taskResources, executor.taskInfo),
    }));
  }

  /** Goes on killing what an agent process before this one had begun to kill. */
  resumeKills(): void {
    for (const executor of this.#context.model.containers.values()) this.kills.enforce(executor);
  }

  /** The machine was restarted: there are no containers any more. */
  loseContainers(): void {
    for (const executor of [...this.#context.model.containers.values()])
      this.#end(executor, unknownContainer);
  }

  onLaunched(containerId: string, pids: { readonly supervisorPid: number; readonly taskPid: number }): void {
    const executor = this.#context.model.containers.get(containerId);
    if (executor === undefined) {
      this.#context.log.debug('a container that is not known was launched', { container: containerId });
      return;
    }
    executor.supervisorPid = pids.supervisorPid;
    executor.taskPid = pids.taskPid;
    if (executor.state === 'REGISTERING') executor.state = 'RUNNING';
    // One that is being killed during its launch is never reported as running.
    if (executor.kill !== undefined) return;
    if (executor.reportedState === undefined) {
      this.#report(executor, { state: 'TASK_STARTING', source: 'SOURCE_EXECUTOR' });
    }
    if (executor.reportedState === 'TASK_STARTING') {
      this.#report(executor, { state: 'TASK_RUNNING', source: 'SOURCE_EXECUTOR' });
    }
    this.kills.watchCompletionTime(executor);
  }

  onTerminated(containerId: string, termination: ContainerTermination): void {
    const { containerizer, log, metrics, model } = this.#context;
    const executor = model.containers.get(containerId);
    if (executor === undefined) {
      log.debug('a container that is not known ended', { container: containerId });
      containerizer.forget(containerId);
      return;
    }
    const outcome = outcomeOf({
      ...termination,
      hasStarted: executor.reportedState !== undefined,
      isFromBefore: executor.isRecovered,
      killCause: executor.kill?.cause,
      isPartitionAware: hasCapability(executor.framework.info, 'PARTITION_AWARE'),
    });
    if (outcome.reason === 'REASON_CONTAINER_LAUNCH_FAILED') metrics.count('container_launch_errors');
    this.#end(executor, outcome);
  }

  /** At once and for good. */
  destroy(executor: Executor): void {
    if (executor.isLaunched) this.#context.containerizer.destroy(executor.containerId);
  }

  /** The task's last update is on disk: its container's own record of its end is not needed any more. */
  forgetContainer(executor: Executor): void {
    if (executor.isLaunched) this.#context.containerizer.forget(executor.containerId);
  }

  /** The executor becomes history. */
  complete(executor: Executor): void {
    const { framework } = executor;
    if (!framework.executors.delete(executor.id)) return;
    framework.completedExecutors.push(executor);
    const excess =
      framework.completedExecutors.length - this.#context.config.maxCompletedExecutorsPerFramework;
    if (excess > 0) framework.completedExecutors.splice(0, excess);
    this.#ports.released(framework);
  }

  /** The records that stand for an executor in a snapshot, without its updates. */
  records(executor: Executor): CheckpointRecord[] {
    const { framework, containerId, taskInfo, kill } = executor;
    const records: CheckpointRecord[] = [
      { type: 'launch', frameworkId: framework.id, containerId, task: taskInfo },
    ];
    if (kill !== undefined && executor.isLaunched) records.push(killRecord(executor, kill));
    return records;
  }

  #add(framework: Framework, launch: Launch, isRecovered: boolean): Executor {
    const { config, model } = this.#context;
    const executor = newExecutor(config, model.info.id?.value ?? '', framework, launch, isRecovered);
    framework.executors.set(executor.id, executor);
    return executor;
  }

  #launchContainer(executor: Executor): void {
    const { framework } = executor;
    if (executor.kill !== undefined || framework.state === 'TERMINATING') {
      this.#end(executor, killedDuringLaunch);
      return;
    }
    const { config, containerizer, log, model } = this.#context;
    // The process is about to end; the next one finds a launch that never came to pass.
    if (model.state === 'TERMINATING') return;
    executor.isLaunched = true;
    log.info('launching a task', this.#logFields(executor));
    containerizer.launch(containerSpec(config, model.info.id?.value ?? '', executor));
  }

  #end(executor: Executor, outcome: UpdateContent): void {
    executor.state = 'TERMINATED';
    executor.killTimer?.cancel();
    executor.completionTimer?.cancel();
    const { log, metrics, model } = this.#context;
    model.containers.delete(executor.containerId);
    metrics.count('executors_terminated');
    log.info('a task ended', {
      ...this.#logFields(executor),
      state: outcome.state,
      message: outcome.message,
    });
    // A framework that is being removed cannot acknowledge anything.
    if (executor.framework.state === 'RUNNING') {
      this.#report(executor, outcome);
    } else {
      this.forgetContainer(executor);
      this.complete(executor);
    }
  }

  #report(executor: Executor, content: UpdateContent): void {
    executor.reportedState = content.state;
    const agentId = this.#context.model.info.id;
    if (executor.framework.state === 'TERMINATING' || agentId === undefined) return;
    const subject = {
      agentId,
      frameworkId: executor.framework.id,
      taskId: executor.id,
      executorId: executor.id,
      containerStatus: this.#containerStatus(executor),
    };
    this.#ports.emit(this.#writer.write(subject, content));
  }

  #containerStatus(executor: Executor): ContainerStatus | undefined {
    if (!executor.isLaunched) return undefined;
    return {
      container_id: { value: executor.containerId },
      network_infos: [{ ip_addresses: [{ ip_address: this.#context.config.ip }] }],
      ...(executor.supervisorPid === undefined ? {} : { executor_pid: executor.supervisorPid }),
    };
  }

  #logFields(executor: Executor): Record<string, string> {
    return { task: executor.id, framework: executor.framework.id, container: executor.containerId };
  }
}
