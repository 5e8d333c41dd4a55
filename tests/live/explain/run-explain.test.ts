import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { runExplain } from '../../../live/explain/run-explain.ts';
import type { ExplainTrades } from '../../../live/explain/explain-cli.ts';
import type { Explanation } from '../../../src/domain/explanation.ts';
import { NO_PAINT } from '../../../src/views/paint.ts';
import { runInProcess } from '../../support/command-in-process.ts';
import { tradeDay } from '../../support/trading-day.ts';
import { tradingFolder, type TradingFolder } from '../../support/trading-folder.ts';

const THURSDAY = '2015-10-22';
const FRIDAY = '2015-10-23';
const MONDAY = '2015-10-26';
/** Room for two; the trailing stop judges the very week of the entry. */
const CONFIG = 'trading:\n  max_positions: 2\n  trailing_transition_weeks: 0\n';

let folder: TradingFolder;

beforeAll(async () => {
  folder = tradingFolder({
    FALL: { steady: 100, days: { [FRIDAY]: [99, 99, 94, 95], [MONDAY]: [94, 96, 93, 95] } },
    NEWS: { steady: 50, days: { [THURSDAY]: [49, 50, 47, 48], [FRIDAY]: [48, 49, 47, 47.5] } },
    LATE: { steady: 20 },
    POOR: { steady: 30 },
  });
  folder.write('openbell.yaml', CONFIG);
  const thursday = folder.report(THURSDAY, [
    { ticker: 'FALL', price: 100, score: 80 },
    { ticker: 'NEWS', price: 50, score: 90 },
    { ticker: 'POOR', price: 30, score: 70 },
  ]);
  const friday = folder.report(FRIDAY, [
    { ticker: 'POOR', price: 30, score: 85 },
    { ticker: 'LATE', price: 20, score: 95 },
  ]);
  await tradeDay(runInProcess, folder, THURSDAY, thursday);
  await tradeDay(runInProcess, folder, FRIDAY, friday);
  await tradeDay(runInProcess, folder, MONDAY);
});

afterAll(() => {
  folder.remove();
});

type Told = { readonly code: number; readonly out: string; readonly err: string };

const noBacktest: ExplainTrades = () => Promise.resolve([]);

async function explain(
  ticker: string,
  options: { readonly date?: string; readonly json?: boolean; readonly run?: string } = {},
  explainTrades = noBacktest,
): Promise<Told> {
  const out: string[] = [];
  const err: string[] = [];
  const streams = {
    out: (text: string) => void out.push(text),
    err: (text: string) => void err.push(text),
    paint: NO_PAINT,
  };
  const stateDb = `${folder.path}/live/state.db`;
  const code = await runExplain({ ticker, stateDb, ...options }, streams, explainTrades);
  return { code, out: out.join('\n'), err: err.join('\n') };
}

/** The facts of the executed book by section and name, as `value (from)`. */
async function factsOf(ticker: string, date: string): Promise<Record<string, string>> {
  const { out } = await explain(ticker, { date, json: true });
  const { explanations } = JSON.parse(out) as { readonly explanations: readonly Explanation[] };
  const primary = explanations.filter(({ book }) => book === 'ema_p10');
  return Object.fromEntries(
    primary
      .flatMap(({ sections }) => sections)
      .flatMap(({ title, facts }) =>
        facts.map(({ name, value, from }) => [
          `${title} / ${name}`,
          `${String(value)}${from === undefined ? '' : ` (${from})`}`,
        ]),
      ),
  );
}

describe('what is explained of a live session', () => {
  it('an entry: its row of the report, its rank, its room, its shares and its planned stop', async () => {
    expect(await factsOf('NEWS', THURSDAY)).toMatchObject({
      [`candidate of the report of ${THURSDAY} / score`]: '90',
      [`candidate of the report of ${THURSDAY} / rank`]: '1 (of 3 admitted)',
      'decision: entry / room': '2 (max_positions 2 − held 0 + leaving 0 − entries before it 0)',
      // 10,000 / 50 = 200; 50 less 10 % = 45.
      'decision: entry / shares': '200 (floor(10000 / 50.00))',
      'decision: entry / planned stop': '45.00 (50.00 × (1 − 10 %), rounded down to the tick)',
    });
  });

  it('and what came of it: the order by its id, its fill, and the stop moved to the fill', async () => {
    expect(await factsOf('NEWS', THURSDAY)).toMatchObject({
      'order 20151022_NEWS_entry_buy / asked': 'buy 200 (entry)',
      'order 20151022_NEWS_entry_buy / average fill': '49',
      'position afterwards / entry': '49 (average fill)',
      // 49 less 10 % = 44.10.
      'position afterwards / stop': '44.1 (re-anchored: 49 × (1 − 10 %), rounded down, is 44.10)',
    });
  });

  it('a skip for lack of room: who entered before it, and that nobody can be rotated out', async () => {
    expect(await factsOf('POOR', THURSDAY)).toMatchObject({
      'decision: skip / skipped': 'capacity_full',
      'decision: skip / room':
        '0 (max_positions 2 − held 0 + leaving 0 − entries before it 2 (NEWS FALL))',
      'decision: skip / rotation': 'none (no position is at a loss)',
    });
  });

  it('a rotation: whom it replaces, at which loss and against which score', async () => {
    expect(await factsOf('LATE', FRIDAY)).toMatchObject({
      'decision: entry / makes room': 'NEWS (score 90 < 95)',
      // 200 shares bought at 49, closed at 48 on Thursday.
      'decision: entry / its P&L at the close': '-200.00 (as of 2015-10-22)',
    });
    expect(await factsOf('NEWS', FRIDAY)).toMatchObject({
      [`position since ${THURSDAY} / decision`]: 'exit: rotated_out',
      [`position since ${THURSDAY} / P&L at the close`]: '-200.00 (200 × (48 − 49.00))',
    });
  });

  it('a skip after the rotation of the day: for whom it was used, and who holds a place', async () => {
    expect(await factsOf('POOR', FRIDAY)).toMatchObject({
      'decision: skip / rotation': 'used (NEWS went for LATE)',
      'decision: skip / holds a place: FALL': '0.00 (100 × (100 − 100.00))',
    });
  });

  it('a trend break: close, average and completed weeks of the verdict, and each week before', async () => {
    // Twenty weeks at 100, then one close at 95: 95 × 2/11 + 100 × 9/11.
    const average = (95 * 2 + 100 * 9) / 11;
    const { out } = await explain('FALL', { date: MONDAY, json: true });
    const { explanations } = JSON.parse(out) as { readonly explanations: readonly Explanation[] };
    const position = explanations[0]?.sections.find(({ weeks }) => weeks !== undefined);
    expect(position?.weeks).toHaveLength(1);
    expect(position?.weeks?.[0]).toMatchObject({
      weekEnding: FRIDAY,
      close: 95,
      completedWeeks: 0,
      verdict: 'exit',
    });
    expect(position?.weeks?.[0]?.indicator).toBeCloseTo(average, 9);
    expect(position?.facts.find(({ name }) => name === 'indicator')?.value).toBeCloseTo(average, 9);
    expect(await factsOf('FALL', MONDAY)).toMatchObject({
      [`position since ${THURSDAY} / decision`]: 'exit: trend_break',
      'order 20151026_FALL_exit_sell / status': 'filled',
      'position closed / exit reason': 'trend_break',
    });
  });

  it('the session that decided last, when none is named, as text for people', async () => {
    const { code, out } = await explain('FALL');
    expect(code).toBe(0);
    expect(out).toContain(`FALL · ema_p10 session ${MONDAY}, decided as of the close of ${FRIDAY}`);
    expect(out).toMatch(/2015-10-23 +95 +99\.0909 +0 {2}exit/);
  });
});

describe('what cannot be explained', () => {
  it.each([
    ['a stock no run has decided about', { ticker: 'ZZZ' }, [5, 'about ZZZ for any session']],
    ['a session nobody lived', { ticker: 'NEWS', date: '2015-10-27' }, [5, '(0 runs)']],
    ['what is no ticker', { ticker: 'no ticker' }, [2, 'no ticker is no ticker']],
    ['what is no date', { ticker: 'NEWS', date: 'today' }, [2, 'today']],
  ] as const)('%s is refused, and why is said', async (_name, asked, [expected, says]) => {
    const { ticker, ...options } = asked;
    const { code, err } = await explain(ticker, options);
    expect([code, err.includes(says)]).toEqual([expected, true]);
  });
});

it('a backtest is explained by whom the command was given', async () => {
  const asked: unknown[] = [];
  const { code, out } = await explain('NEWS', { run: 'somewhere', date: FRIDAY }, (request) => {
    asked.push(request);
    return Promise.resolve([
      { ticker: 'NEWS', book: 'backtest', heading: 'a trade', sections: [] },
    ]);
  });
  expect(asked).toEqual([{ run: 'somewhere', ticker: 'NEWS', date: FRIDAY }]);
  expect([code, out]).toEqual([0, 'NEWS · backtest a trade']);
});
