/** What a replay says when the two sides differ: by a planted fault, or because live could not do what was planned. */
import { join } from 'node:path';

import { afterEach, describe, expect, it } from 'vitest';

import type { Simulate } from '../../../live/replay/simulator.ts';
import type { ParityBook } from '../../../src/rules/parity.ts';
import {
  replayArguments,
  replayFolder,
  runReplayInProcess,
  simulate,
} from '../../support/replay-in-process.ts';
import type { TradingFolder } from '../../support/trading-folder.ts';
import { MARKET } from './replay-market.ts';

const THURSDAY = '2015-10-22';
const TUESDAY = '2015-10-27';

let folder: TradingFolder | undefined;
afterEach(() => {
  folder?.remove();
});

function market(text: string): TradingFolder {
  folder = replayFolder(text);
  return folder;
}

/** The simulator with one thing of the executed book changed behind its back. */
function simulating(change: (book: ParityBook) => ParityBook): Simulate {
  return async (question) => {
    const [primary, ...others] = await simulate(question);
    return primary === undefined ? [] : [change(primary), ...others];
  };
}

describe('a planted difference is found, named with its session and both sides, and ends with 9:', () => {
  it('a simulator that sizes its positions differently', async () => {
    const smaller: Simulate = (question) =>
      simulate({
        ...question,
        books: question.books.map((rules) => ({ ...rules, positionSize: 9_000 })),
      });
    const args = replayArguments(market(MARKET), THURSDAY, THURSDAY);
    const { code, out } = await runReplayInProcess(args, smaller);
    expect(code).toBe(9);
    expect(out).toContain('2015-10-22 FALL shares: live 100, simulated 90');
    // Six positions in each of two books.
    expect(out.trimEnd()).toMatch(/\ndifferences: 12$/);
  });

  it('a simulator that knows nothing of a gap through the stop', async () => {
    const atStop = simulating((book) => ({
      ...book,
      trades: book.trades.map((trade) =>
        trade.ticker === 'GAPS' && trade.exit !== null
          ? { ...trade, exit: { ...trade.exit, price: 900_000 as typeof trade.exit.price } }
          : trade,
      ),
    }));
    const args = replayArguments(market(MARKET), THURSDAY, '2015-10-29');
    const { code, out } = await runReplayInProcess(args, atStop);
    expect(code).toBe(9);
    expect(out).toContain(
      '2015-10-28 GAPS exit: live stop_loss on 2015-10-28 at 85.00, simulated stop_loss on 2015-10-28 at 90.00',
    );
    expect(out.trimEnd()).toMatch(/\ndifferences: 1$/);
  });

  it('a simulator that did not plan what live planned', async () => {
    const forgetful = simulating(({ trades }) => ({ trades, plans: new Map() }));
    const args = replayArguments(market(MARKET), THURSDAY, TUESDAY);
    const { code, out } = await runReplayInProcess(args, forgetful);
    expect(code).toBe(9);
    expect(out).toContain('2015-10-22 STOP planned entry: live STOP, simulated nothing');
    expect(out).toContain('2015-10-26 FALL planned exit: live FALL trend_break, simulated nothing');
    expect(out).toContain('2015-10-27 GAPS skip: live GAPS already_held, simulated nothing');
  });
});

describe('what live could not do is a difference with its own words as the cause:', () => {
  it('an entry that the account cannot pay', async () => {
    const poor = market(MARKET);
    poor.write(
      'openbell.yaml',
      'trading:\n  max_positions: 6\nemulator:\n  cash: 35000\n  multiplier: 1\n',
    );
    const { code, out } = await runReplayInProcess(replayArguments(poor, THURSDAY, THURSDAY));
    expect(code).toBe(9);
    // Three of six positions of 10,000 leave the 5,000 that must be left.
    expect(
      out.match(/position: live nothing, simulated 100 at 100\.00 \(.*BUYING_POWER.*\)/g),
    ).toHaveLength(3);
    expect(out.trimEnd()).toMatch(/\ndifferences: 3$/);
  });
});

describe('a stock whose bars end', () => {
  it('stays in both books, because live cannot know, and is told', async () => {
    const ended = ['2015-10-28', '2015-10-29', '2015-10-30'];
    const text = [
      'steady GONE 100',
      'steady HELD 50',
      ...['2015-11-02', '2015-11-03', '2015-11-04', '2015-11-05', '2015-11-06', ...ended].map(
        (date) => `bar GONE ${date} none`,
      ),
      `report ${THURSDAY} GONE@100 HELD@50`,
    ].join('\n');
    const args = replayArguments(market(text), THURSDAY, '2015-10-30');
    const { code, out } = await runReplayInProcess(args);
    expect(out).toContain('the bars of GONE end on 2015-10-27');
    expect(out.trimEnd()).toMatch(/\ndifferences: 0$/);
    expect(code).toBe(0);
  });
});

describe('a report that cannot be read', () => {
  it('is no report on both sides, and told', async () => {
    const torn = market(MARKET);
    torn.write(`reports/earnings_trade_candidates_${TUESDAY}.json`, '{"report_date": "2015-');
    const { code, out } = await runReplayInProcess(replayArguments(torn, THURSDAY, '2015-10-28'));
    expect(out.trimEnd()).toMatch(/\ndifferences: 0$/);
    expect(out).toMatch(/2015-10-27 signal-generator ended with 5: .*2015-10-27\.json/);
    expect(code).toBe(0);
  });
});

describe('a report of a weekend', () => {
  it('is for Monday, and left out on both sides when Monday has its own', async () => {
    const weekend = market(MARKET);
    const saturday = weekend.report('2015-10-24', [{ ticker: 'LESS', price: 40 }]);
    const { code, out } = await runReplayInProcess(
      replayArguments(weekend, THURSDAY, '2015-10-26'),
    );
    expect(out).toContain('another report is for the same session');
    expect(out).toContain(saturday.replace('reports/', ''));
    expect(out.trimEnd()).toMatch(/\ndifferences: 0$/);
    expect(code).toBe(0);
  });
});

describe('what cannot be replayed is refused with what to do:', () => {
  const refusals: [string, (args: string[]) => string[], number, string][] = [
    ['half a span', (args) => args.slice(2), 2, 'give --from, --to, --reports-dir and --prices'],
    [
      'a span that runs backwards',
      ([, , , to = '', ...rest]) => ['--from', to, '--to', THURSDAY, ...rest],
      2,
      'give a span of 1 to',
    ],
    [
      'days before the reports',
      ([, , , , ...rest]) => ['--from', '2015-07-01', '--to', '2015-07-31', ...rest],
      5,
      'a span they are in',
    ],
    [
      'days after the prices',
      ([, , , , ...rest]) => ['--from', THURSDAY, '--to', '2015-11-30', ...rest],
      5,
      'replay --to 2015-11-06',
    ],
    [
      'a folder that is not ours to empty',
      (args) => [...args, '--keep', join(folder?.path ?? '', 'prices')],
      2,
      'name another folder with --keep',
    ],
  ];
  it.each(refusals)('%s', async (_what, change, expected, remedy) => {
    const args = change(replayArguments(market(MARKET), THURSDAY, TUESDAY));
    const { code, out, err } = await runReplayInProcess(args);
    expect([code, out], err).toEqual([expected, '']);
    expect(err).toContain(remedy);
  });
});
