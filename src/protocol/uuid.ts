// What the original takes for a UUID in a message.

/** Whether the bytes are a UUID: sixteen of them with a known version. */
export function isUuid(bytes: Uint8Array | undefined): bytes is Uint8Array {
  if (bytes?.length !== 16) return false;
  const version = bytes[6]! >> 4;
  return version >= 1 && version <= 5;
}
