// What every concern of the agent shares: configuration, ports, the model, and the log of checkpoints.
import type { Clock, Log, Random, Timers } from '../base/ports.ts';
import type { CheckpointLog } from './checkpoint-log.ts';
import type { AgentConfig } from './config.ts';
import type { Containerizer } from './containerizer/containerizer.ts';
import type { AgentMetrics } from './metrics.ts';
import type { AgentModel } from './model.ts';

export interface AgentContext {
  readonly config: AgentConfig;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly random: Random;
  readonly log: Log;
  readonly containerizer: Containerizer;
  readonly checkpoints: CheckpointLog;
  readonly model: AgentModel;
  readonly metrics: AgentMetrics;
}
