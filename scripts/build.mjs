// Bundles the commands into dist/: one small file per command, the rest in chunks that load when they are needed.
import { chmodSync, readFileSync, renameSync, rmSync } from 'node:fs';

import { build } from 'esbuild';

import { NODE_BUNDLE, REQUIRE } from './bundling.mjs';

const { version } = JSON.parse(readFileSync('package.json', 'utf8'));

// Built beside, then swapped: a failed build leaves the last good one in place.
const fresh = `dist.${process.pid}.new`;
/** Commands that are started together share their chunks. */
const families = [
  { openbell: 'live/cli.ts' },
  {
    'signal-generator': 'live/signal-generator/main.cli.ts',
    executor: 'live/executor/main.cli.ts',
  },
  { backtest: 'backtest/main.cli.ts' },
  // Worker threads load it by its file name.
  { 'experiment-worker': 'backtest/experiments/run-worker-thread.ts' },
];
for (const entryPoints of families) {
  await build({
    entryPoints,
    outdir: fresh,
    ...NODE_BUNDLE,
    define: { __OPENBELL_VERSION__: JSON.stringify(version) },
    banner: { js: `#!/usr/bin/env node\n${REQUIRE}` },
  });
}
// The program and the style of the backtest's HTML report: they are put into the file and run in a browser.
const licence = readFileSync('node_modules/lightweight-charts/LICENSE', 'utf8').trim();
await build({
  entryPoints: {
    'report-client': 'backtest/report-client/main.ts',
    'report-style': 'backtest/report-client/report.css',
  },
  outdir: fresh,
  bundle: true,
  minify: true,
  format: 'iife',
  platform: 'browser',
  target: ['chrome111', 'firefox115', 'safari16.4'],
  // Part of the text: whoever gets the file gets the licences with it.
  banner: { js: `/*!\nThe licence of TradingView Lightweight Charts:\n\n${licence}\n*/` },
  charset: 'utf8',
  logLevel: 'warning',
});
for (const name of ['openbell', 'signal-generator', 'executor', 'backtest']) {
  chmodSync(`${fresh}/${name}.js`, 0o755);
}
swap(3);

/** Another build may have put its own result in place between the two steps. */
function swap(tries) {
  rmSync('dist', { recursive: true, force: true });
  try {
    renameSync(fresh, 'dist');
  } catch (error) {
    if (tries <= 1 || error.code !== 'ENOTEMPTY') throw error;
    swap(tries - 1);
  }
}
