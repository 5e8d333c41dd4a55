// Bundles the campaign and runs it: `node scripts/campaign.mjs --suite push --seed 1`; `--help` says the rest.
import { rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

import { build } from 'esbuild';

import { NODE_BUNDLE, REQUIRE } from './bundling.mjs';

// Inside of the project, where Node finds the native database driver.
const folder = resolve(`dist.campaign.${process.pid}.new`);

/** One bundle; `plugins` may change sources on their way into it. */
export async function bundleCampaign(outdir, plugins = []) {
  await build({
    entryPoints: { main: 'tests/campaign/main.ts', worker: 'tests/campaign/worker.ts' },
    outdir,
    outExtension: { '.js': '.mjs' },
    ...NODE_BUNDLE,
    define: { __OPENBELL_VERSION__: JSON.stringify('campaign') },
    banner: { js: REQUIRE },
    plugins,
  });
  return { main: join(outdir, 'main.mjs'), worker: join(outdir, 'worker.mjs') };
}

if (process.argv.includes('--mutants')) {
  const { runMutants } = await import('./campaign-mutants.mjs');
  process.exitCode = await runMutants(folder);
} else {
  try {
    const { main, worker } = await bundleCampaign(folder);
    const campaign = await import(pathToFileURL(main).href);
    process.exitCode = await campaign.main(process.argv.slice(2), worker);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
