// Bundles the campaign over real sessions and runs it: `npm run campaign:real -- --seed 1`; `--help` says the rest.
import { rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

import { build } from 'esbuild';

import { NODE_BUNDLE, REQUIRE } from './bundling.mjs';

// Inside of the project, where Node finds the native database driver.
const folder = resolve(`node_modules/.cache/openbell-campaign-real-${process.pid}`);

try {
  await build({
    entryPoints: { main: 'tests/real-faults/main.ts' },
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    ...NODE_BUNDLE,
    define: { __OPENBELL_VERSION__: JSON.stringify('campaign') },
    banner: { js: REQUIRE },
  });
  const { main } = await import(pathToFileURL(join(folder, 'main.mjs')).href);
  const started = performance.now();
  process.exitCode = await main(process.argv.slice(2));
  console.log(`${Math.round((performance.now() - started) / 1000)} s`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
