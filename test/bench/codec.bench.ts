// scripts/bench codec: the figures of ADR 0002.
import { measureCodec } from './codec.ts';
import { report } from './report.ts';

for (const [name, value, unit] of measureCodec())
  report(name, value, unit, { message: 'StatusUpdateMessage' });
