// Bundles the commands into dist/: one small file per command, the rest in shared chunks that load when they are needed.
import { chmodSync, readFileSync, renameSync, rmSync } from 'node:fs';

import { build } from 'esbuild';

const { version } = JSON.parse(readFileSync('package.json', 'utf8'));

// Built beside, then swapped: a failed build leaves the last good one in place.
const fresh = `dist.${process.pid}.new`;
await build({
  entryPoints: {
    openbell: 'live/cli.ts',
    'signal-generator': 'live/signal-generator/main.cli.ts',
    executor: 'live/executor/main.cli.ts',
    backtest: 'backtest/main.cli.ts',
    // Worker threads load it by its file name.
    'experiment-worker': 'backtest/experiments/run-worker-thread.ts',
  },
  outdir: fresh,
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  sourcemap: 'linked',
  sourcesContent: false,
  // Native, or found by name at run time, or with a worker file of its own.
  external: ['better-sqlite3', 'better-sqlite3-napi', 'piscina'],
  define: { __OPENBELL_VERSION__: JSON.stringify(version) },
  banner: {
    js: [
      '#!/usr/bin/env node',
      "import { createRequire as __createRequire } from 'node:module';",
      'const require = __createRequire(import.meta.url);',
    ].join('\n'),
  },
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
