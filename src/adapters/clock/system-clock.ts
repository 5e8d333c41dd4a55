import { setTimeout as pause } from 'node:timers/promises';

import type { Clock } from '../../ports/clock.ts';

/** Milliseconds since it was made, for measuring this program itself; never a fact of a decision. */
export function stopwatch(): () => number {
  const started = performance.now();
  return () => performance.now() - started;
}

/** Real time. The only place that reads it. */
export function systemClock(): Clock {
  return {
    now: () => Date.now(),
    sleep: (milliseconds) => pause(milliseconds, undefined),
  };
}
