// What a validator returns: where something is wrong and why, in the words the API answers with.

export interface Problem {
  /** For example "framework_info.roles". */
  readonly path: string;
  readonly message: string;
}

export function problem(path: string, message: string): Problem {
  return { path, message };
}
