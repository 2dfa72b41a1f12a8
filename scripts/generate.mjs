// Writes every generated file of the repository from its source of truth; tests compare them. The formatter's
// view of them does not matter: they are excluded there.
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import * as esbuild from 'esbuild';

const bundle = join('dist', 'generate.mjs');
await esbuild.build({
  stdin: {
    contents: `
      export { printMessageTypes } from './src/protocol/message-types.ts';
      export { formatExample } from './src/config/example.ts';
      export { flagsDocument } from './src/config/document.ts';
      export { masterProgram, agentProgram } from './src/config/programs.ts';`,
    resolveDir: '.',
    loader: 'ts',
  },
  bundle: true,
  platform: 'node',
  format: 'esm',
  outfile: bundle,
  banner: {
    js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
  },
});
const { printMessageTypes, formatExample, flagsDocument, masterProgram, agentProgram } = await import(
  pathToFileURL(bundle).href
);
rmSync(bundle);

writeFileSync('src/protocol/messages.ts', printMessageTypes());
for (const [name, program] of [
  ['master', masterProgram],
  ['agent', agentProgram],
]) {
  writeFileSync(`etc/mesos/mesos-${name}-env.sh`, formatExample(program, 'environment'));
  writeFileSync(`etc/mesos/${name}.yaml`, formatExample(program, 'yaml'));
}
writeFileSync('docs/flags.md', flagsDocument());
