// Identifiers chosen by peers: they become names of directories, so what a path cannot hold is refused.

/** NAME_MAX of the file systems that count. */
const maxIdLength = 255;

/** The problem with an id as a sentence, or undefined. */
export function validateId(id: string): string | undefined {
  if (id === '') return 'ID must not be empty';
  if (Buffer.byteLength(id) > maxIdLength) return `ID must not be greater than ${maxIdLength} characters`;
  if (id === '.' || id === '..') return `'${id}' is disallowed`;
  if (/[\x00-\x1f\x7f/\\]/.test(id)) return `'${id}' contains invalid characters`;
  return undefined;
}
