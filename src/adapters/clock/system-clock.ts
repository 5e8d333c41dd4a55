import { setTimeout as pause } from 'node:timers/promises';

import type { Clock } from '../../ports/clock.ts';

/** Real time. The only place that reads it. */
export function systemClock(): Clock {
  return {
    now: () => Date.now(),
    sleep: (milliseconds) => pause(milliseconds, undefined),
  };
}
