// One setting as a source gives it, before anybody knows whether there is such a flag.

export interface Setting {
  /** The name of the flag as declared names are spelled, a former name or "no-x" included. */
  readonly name: string;
  /** The name as it was written, for messages: "--Port", "MESOS_PORT". */
  readonly written: string;
  /** undefined for `--name` on the command line. */
  readonly text: string | undefined;
  /** Where: "command line", "environment", "/etc/mesos/agent.yaml:3". */
  readonly place: string;
  /** What to do when the value is refused, where the source knows more than the flag. */
  readonly advice?: string | undefined;
  /** Why there is no value, although the source names one; reported only if no other source replaces it. */
  readonly missing?: string | undefined;
}

export type LayerKind =
  | 'vendor'
  | 'former packages'
  | 'settings'
  | 'environment file'
  | 'environment'
  | 'command line';

/** The settings of one level of precedence, in order: a later one replaces an earlier one. */
export interface Layer {
  readonly kind: LayerKind;
  readonly settings: readonly Setting[];
}
