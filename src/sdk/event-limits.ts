// What one event of a stream may cost its reader; a stream with a larger one is lost, and subscribed to again.
import { defaultMaxDepth } from '../protocol/errors.ts';

export interface EventLimits {
  /** Bytes of one event. */
  readonly maxEventBytes: number;
  /** Nesting of its JSON or protobuf. */
  readonly maxDepth: number;
}

/** Events are small; an OFFERS event of the largest clusters is a few megabytes. */
export const defaultEventLimits: EventLimits = {
  maxEventBytes: 64 * 1024 * 1024,
  maxDepth: defaultMaxDepth,
};
