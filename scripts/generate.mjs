// Writes every generated file of the repository from its source of truth; tests compare them. The formatter's
// view of them does not matter: they are excluded there.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import * as esbuild from 'esbuild';

const bundle = join('dist', 'generate.mjs');
await esbuild.build({
  stdin: {
    contents: `
      export { printMessageTypes } from './src/protocol/message-types.ts';
      export { formatExample } from './src/config/example.ts';
      export { flagsDocument } from './src/config/document.ts';
      export { manualPages } from './src/config/manual.ts';
      export { apiDocument } from './src/api/document.ts';
      export { masterApi } from './src/master/api/endpoints.ts';
      export { agentApi } from './src/agent/api/endpoints.ts';
      export { metricsDocument } from './src/metrics/document.ts';
      export { declaredMetrics, absentMetrics } from './src/bin/declared-metrics.ts';
      export { completionFiles } from './src/config/completions.ts';
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
const {
  printMessageTypes,
  formatExample,
  flagsDocument,
  manualPages,
  completionFiles,
  apiDocument,
  metricsDocument,
  declaredMetrics,
  absentMetrics,
  masterApi,
  agentApi,
  masterProgram,
  agentProgram,
} = await import(pathToFileURL(bundle).href);
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
writeFileSync('docs/metrics.md', metricsDocument(declaredMetrics, absentMetrics));
writeFileSync('docs/api.md', apiDocument([masterApi, agentApi]));

/** Writes a folder in which every file is generated: one that is no longer made goes away. */
function writeFolder(folder, files) {
  rmSync(folder, { recursive: true, force: true });
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
}

writeFolder('docs/man', manualPages());
writeFolder('packaging/completions', completionFiles());
