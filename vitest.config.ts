import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts'],
    pool: 'forks',
    // Test files share the modules of their process: to load these anew for each file took half of the time.
    isolate: false,
    // The default leaves one core idle.
    maxWorkers: '100%',
    testTimeout: 30_000,
    // Nothing in a test may reach a real sink: no test leaves this machine, nor does a program that it starts, and keys
    // of the host's shell are not inherited.
    setupFiles: ['tests/support/only-loopback.mjs'],
    env: {
      NODE_OPTIONS: `--import=${new URL('tests/support/only-loopback.mjs', import.meta.url).href}`,
      APCA_API_KEY_ID: '',
      APCA_API_SECRET_KEY: '',
      ALPACA_API_KEY: '',
      ALPACA_SECRET_KEY: '',
      FMP_API_KEY: '',
    },
  },
});
