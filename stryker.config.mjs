/**
 * What the tests of rules, plans and executor do not notice: `npm run mutation`, for a few files with
 * `npm run mutation -- --mutate src/rules/rotation.ts,src/plans/coverage-plan.ts`. Reports and sandbox lie in `coverage`.
 */
export default {
  testRunner: 'vitest',
  plugins: ['@stryker-mutator/vitest-runner'],
  vitest: { configFile: 'vitest.mutation.config.ts' },
  mutate: [
    'src/rules/**/*.ts',
    'src/plans/**/*.ts',
    'live/executor/**/*.ts',
    '!live/executor/*cli.ts',
  ],
  ignorePatterns: ['coverage', 'dist', 'bundles', 'day', 'backtest/report-client'],
  // Text is for people; tests of every word of it would only repeat it.
  mutator: { excludedMutations: ['StringLiteral'] },
  coverageAnalysis: 'perTest',
  concurrency: 2,
  timeoutMS: 20_000,
  reporters: ['clear-text', 'progress', 'html', 'json'],
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
  htmlReporter: { fileName: 'coverage/mutation/index.html' },
  jsonReporter: { fileName: 'coverage/mutation/mutation.json' },
  tempDirName: 'coverage/mutation-sandbox',
  cleanTempDir: 'always',
  allowEmpty: false,
};
