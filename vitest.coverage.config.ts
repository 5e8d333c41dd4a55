/**
 * Which branches of the code that can lose money are reached by its tests: `npm run coverage`. Below its floors it fails.
 */
import { defineConfig } from 'vitest/config';

import tests from './vitest.config.ts';

/** No branch that nobody has ever taken. */
const WHOLLY = { branches: 100 };
const NEARLY = { branches: 98 };

const FLOORS = {
  'live/executor/**': WHOLLY,
  'live/bookkeeping/**': WHOLLY,
  'live/operator/run-{reconcile,repair}.ts': WHOLLY,
  'src/rules/reconcile*.ts': WHOLLY,
  // What decides whether a request was accepted, refused, or nobody knows.
  'src/contracts/alpaca-refusals.ts': WHOLLY,
  'src/adapters/alpaca/alpaca-broker.ts': WHOLLY,
  'src/rules/**': NEARLY,
  'src/plans/**': NEARLY,
};

export default defineConfig({
  test: {
    ...tests.test,
    include: [
      'tests/{rules,plans}/**/*.test.ts',
      'tests/live/{executor,bookkeeping,explain,signal-generator}/**/*.test.ts',
      'tests/live/operator/reconcile-commands.test.ts',
      'tests/contracts/alpaca-*.test.ts',
      'tests/adapters/alpaca/*.test.ts',
      'tests/backtest/{portfolio,trade}-simulator.test.ts',
      'tests/backtest/{assumptions,reference-profile.properties}.test.ts',
    ],
    coverage: {
      enabled: true,
      provider: 'v8',
      reportOnFailure: true,
      reporter: ['text', 'html', 'json'],
      include: Object.keys(FLOORS),
      exclude: ['tests/**'],
      thresholds: FLOORS,
    },
  },
});
