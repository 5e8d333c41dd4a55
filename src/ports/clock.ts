import type { Instant } from '../domain/account.ts';

/** The only way to know or to pass time. The emulator's clock is virtual: `sleep` moves it. */
export type Clock = {
  now(): Instant;
  sleep(milliseconds: number): Promise<void>;
};
