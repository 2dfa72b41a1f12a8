// What is wrong with resources somebody sent or typed. A validator returns it and never throws.

export interface ResourceProblem {
  readonly code: 'RESOURCE_INVALID';
  /** Where it is, for example "resources[1].scalar". */
  readonly path: string;
  readonly message: string;
}

export function resourceProblem(path: string, message: string): ResourceProblem {
  return { code: 'RESOURCE_INVALID', path, message };
}
