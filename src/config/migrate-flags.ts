// The flags of `mesos config migrate`.
import { questionFlags } from './common-flags.ts';
import type { FlagDeclarations, Flags } from './flag.ts';

export const migrateFlags = {
  ...questionFlags,
  etc: {
    type: 'path',
    group: 'General',
    default: '/etc',
    commandLineOnly: true,
    ours: true,
    help: 'The directory that holds the files of the former packages and the directory mesos.',
  },
  'dry-run': {
    type: 'bool',
    group: 'General',
    default: 'false',
    commandLineOnly: true,
    ours: true,
    help: 'Print what would be done, and change nothing.',
  },
} as const satisfies FlagDeclarations;

export type MigrateFlags = Flags<typeof migrateFlags>;
