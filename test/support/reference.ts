// Reference data on the original (wire tables, recordings) that may lie beside a checkout. It is not part of
// the project: tests that compare with it are skipped where it is missing.
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** The folder: MESOS_TEST_REFERENCE, else `../shared` beside the checkout. */
const folder = resolve(process.env['MESOS_TEST_REFERENCE'] ?? join('..', 'shared'));

export function referencePath(name: string): string {
  return join(folder, name);
}

export function hasReference(name: string): boolean {
  return existsSync(referencePath(name));
}
