// Writes every generated file of the repository from its source of truth.
import { writeFileSync } from 'node:fs';
import * as esbuild from 'esbuild';

async function load(entry) {
  const { outputFiles } = await esbuild.build({
    entryPoints: [entry],
    bundle: true,
    platform: 'node',
    format: 'esm',
    write: false,
  });
  return import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString('base64')}`);
}

const { printMessageTypes } = await load('src/protocol/message-types.ts');
writeFileSync('src/protocol/messages.ts', printMessageTypes());
