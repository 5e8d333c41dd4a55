import { afterEach, describe, expect, it } from 'vitest';

import { runSignalGenerator } from '../../../live/signal-generator/run.ts';
import { withHands } from '../../../live/wiring/hands.ts';
import type { Ran } from '../../support/built-command.ts';
import { runTold } from '../../support/run-told.ts';
import { tradingFolder, type TradingFolder } from '../../support/trading-folder.ts';

const folders: TradingFolder[] = [];

afterEach(() => {
  for (const folder of folders.splice(0)) folder.remove();
});

/** The crontab's line, on the morning of that day in New York, in a folder without reports. */
async function planned(date: string): Promise<Ran> {
  const folder = tradingFolder({ NEWS: { steady: 50 } });
  folders.push(folder);
  const options = {
    reportFile: `reports/earnings_trade_analysis_${date}.html`,
    report: true,
    outputDir: 'signals',
    broker: 'paper',
    prices: 'prices',
    stateDb: 'live/state.db',
  } as const;
  const home = process.cwd();
  process.chdir(folder.path);
  try {
    const hands = withHands({ now: () => Date.parse(`${date}T14:05:00Z`) });
    return await runTold((streams) => runSignalGenerator(options, streams, hands));
  } finally {
    process.chdir(home);
  }
}

describe('a report that is not there', () => {
  it.each(['2026-11-26', '2026-12-25'])(
    'is missed by nobody on %s, a holiday: the command says so and ends with 0 [F46]',
    async (holiday) => {
      const { code, out } = await planned(holiday);
      expect([code, out]).toEqual([
        0,
        expect.stringContaining(`${holiday} is no session of the New York Stock Exchange`),
      ]);
    },
  );

  it('is refused with 5 on a session [F51]', async () => {
    const { code, err } = await planned('2026-11-25');
    expect([code, err]).toEqual([5, expect.stringContaining('does not exist or cannot be read')]);
  });
});
