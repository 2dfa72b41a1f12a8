// What decoding a peer's bytes can say. It is thrown, because it happens deep inside a message, and caught
// at the edge, where it becomes the status the specification gives.

/** undecodable: not what it should be; depth, record_size: over a limit, whatever it is. */
export type DecodeProblem = 'undecodable' | 'depth' | 'record_size';

/** Bytes or JSON that are not the message they should be, or more of it than is taken. */
export class DecodeError extends Error {
  override name = 'DecodeError';
  readonly problem: DecodeProblem;

  constructor(message: string, problem: DecodeProblem = 'undecodable') {
    super(message);
    this.problem = problem;
  }
}

/** Nesting taken of a message where nothing else is said: the limit protobuf libraries have by default. */
export const defaultMaxDepth = 100;
