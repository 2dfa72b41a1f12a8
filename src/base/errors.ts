// One class for operating errors (a disk that is full, a cgroup that cannot be made, a flag that is wrong).
// The message says what was tried and why it failed, the hint what to do next. Log or throw, never both.

/** The closed catalogue of operating errors. */
export type ErrorCode =
  | 'CONFIG_INVALID'
  | 'CONFIG_UNREADABLE'
  | 'CGROUP_FAILED'
  | 'LAUNCHER_FAILED'
  | 'LAUNCH_FAILED'
  | 'STORAGE_FAILED'
  | 'STORAGE_CORRUPT'
  | 'STORAGE_INCOMPATIBLE'
  | 'LISTEN_FAILED'
  | 'NETWORK_FAILED'
  | 'PROTOCOL_VIOLATION'
  | 'LIMIT_EXCEEDED'
  | 'RECOVERY_FAILED'
  | 'FILE_FAILED';

export class MesosError extends Error {
  override name = 'MesosError';
  readonly code: ErrorCode;
  readonly hint: string | undefined;

  constructor(code: ErrorCode, message: string, options: { cause?: unknown; hint?: string } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.hint = options.hint;
  }
}

/** The text of anything thrown, with the hint where there is one. */
export function describeError(error: unknown): string {
  if (error instanceof MesosError && error.hint !== undefined) return `${error.message} (${error.hint})`;
  return error instanceof Error ? error.message : String(error);
}
