/** The tests that the mutation tester runs, in threads: none that changes the folder of its process. */
import { defineConfig } from 'vitest/config';

import tests from './vitest.config.ts';

export default defineConfig({
  test: {
    ...tests.test,
    include: [
      'tests/{rules,plans}/**/*.test.ts',
      'tests/live/{executor,bookkeeping}/**/*.test.ts',
      'tests/contracts/alpaca-refusals.test.ts',
    ],
    // In-process commands; and walks of seconds, which would be walked again for every change.
    exclude: ['tests/live/executor/{run,random-faults,fault-at-any-request}.test.ts'],
  },
});
