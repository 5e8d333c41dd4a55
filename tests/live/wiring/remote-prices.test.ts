import { describe, expect, it } from 'vitest';

import { openRemotePrices } from '../../../live/wiring/remote-prices.ts';
import { parseConfig } from '../../../src/contracts/config.ts';
import { CommandError } from '../../../src/domain/outcome.ts';
import type { PriceSource } from '../../../src/ports/price-source.ts';

/** With no keys in the environment, which the test runner sees to. */
function open(which: 'alpaca' | 'fmp'): PriceSource {
  const parsed = parseConfig({});
  if (parsed.kind !== 'config') throw new Error('the defaults are refused');
  const clock = { now: () => 0, sleep: () => Promise.resolve() };
  return openRemotePrices({ which, config: parsed.config, clock, dryRun: false });
}

describe('prices over the network', () => {
  it.each([
    ['alpaca', 'set APCA_API_KEY_ID and APCA_API_SECRET_KEY'],
    ['fmp', 'set FMP_API_KEY'],
  ] as const)('from %s are refused without keys, with what to do', (which, remedy) => {
    let refusal: unknown;
    try {
      open(which);
    } catch (error) {
      refusal = error;
    }
    expect(refusal).toBeInstanceOf(CommandError);
    expect(refusal).toMatchObject({
      outcome: 'broker-unreachable',
      message: `--prices ${which} needs keys, and there are none`,
    });
    expect(refusal instanceof CommandError ? refusal.remedy : '').toContain(remedy);
  });
});
