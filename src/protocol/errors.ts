// What decoding a peer's bytes can say. It is thrown, because it happens deep inside a message, and caught
// at the edge, where it becomes the status the specification gives.

/** Bytes or JSON that are not the message they should be. */
export class DecodeError extends Error {
  override name = 'DecodeError';
}
