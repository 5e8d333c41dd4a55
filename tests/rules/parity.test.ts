import { describe, expect, it } from 'vitest';

import { sessionDate, type SessionDate } from '../../src/domain/session-date.ts';
import {
  compareBooks,
  countBook,
  type ParityBook,
  type ParityPlan,
  type ParityTrade,
} from '../../src/rules/parity.ts';
import { ticker } from '../../src/domain/ticker.ts';
import { dollars } from '../domain/sample.ts';

const [MONDAY, TUESDAY, FRIDAY] = ['2015-10-26', '2015-10-27', '2015-10-30'].map(sessionDate) as [
  SessionDate,
  SessionDate,
  SessionDate,
];

const OPEN: ParityTrade = {
  ticker: 'AMZN',
  entryDate: MONDAY,
  entryPrice: dollars('617.68'),
  shares: 16,
  exit: null,
};
const CLOSED: ParityTrade = {
  ...OPEN,
  exit: { date: FRIDAY, price: dollars('555.91'), reason: 'stop_loss' },
};

function book(trades: readonly ParityTrade[], plan: Partial<ParityPlan> = {}): ParityBook {
  const whole = { entries: [], exits: [], skips: [], ...plan };
  return { trades, plans: new Map([[TUESDAY, whole]]) };
}

function differencesOf(live: ParityBook, simulated: ParityBook): readonly string[] {
  return compareBooks(live, simulated).differences.map(
    (one) => `${one.session} ${one.ticker} ${one.what}: ${one.live} | ${one.simulated}`,
  );
}

describe('two books', () => {
  it('that are equal have no difference, whatever the order of their trades', () => {
    const other = { ...CLOSED, ticker: 'MSFT' };
    expect(differencesOf(book([CLOSED, other]), book([other, CLOSED]))).toEqual([]);
  });

  it.each([
    ['entry price', { entryPrice: dollars('617.69') }, '617.68 | 617.69'],
    ['shares', { shares: 17 }, '16 | 17'],
  ])('differ in the %s, on the day of the entry', (what, change, sides) => {
    const simulated = book([{ ...CLOSED, ...change }]);
    expect(differencesOf(book([CLOSED]), simulated)).toEqual([`${MONDAY} AMZN ${what}: ${sides}`]);
  });

  it.each([
    ['date', { date: TUESDAY, price: dollars('555.91'), reason: 'stop_loss' }, TUESDAY],
    ['price', { date: FRIDAY, price: dollars('555.92'), reason: 'stop_loss' }, FRIDAY],
    ['reason', { date: FRIDAY, price: dollars('555.91'), reason: 'trend_break' }, FRIDAY],
  ] as const)(
    'differ in the %s of an exit, on the earlier of both days',
    (_what, exit, session) => {
      const [difference, ...more] = differencesOf(book([CLOSED]), book([{ ...CLOSED, exit }]));
      expect(difference).toContain(`${session} AMZN exit: stop_loss on 2015-10-30 at 555.91 | `);
      expect(difference).toContain(`${exit.reason} on ${exit.date}`);
      expect(more).toEqual([]);
    },
  );

  it('differ in a session that only one of them has planned', () => {
    const [none, some] = [{ trades: [], plans: new Map() }, book([], { entries: ['AMZN'] })];
    expect(differencesOf(none, some)).toEqual([`${TUESDAY} AMZN planned entry: nothing | AMZN`]);
    expect(differencesOf(some, none)).toEqual([`${TUESDAY} AMZN planned entry: AMZN | nothing`]);
  });

  it('differ when one has ended what the other still holds', () => {
    expect(differencesOf(book([OPEN]), book([CLOSED]))).toEqual([
      `${FRIDAY} AMZN exit: open at the end | stop_loss on 2015-10-30 at 555.91`,
    ]);
  });

  it('differ when one of them never entered', () => {
    expect(differencesOf(book([CLOSED]), book([]))).toEqual([
      `${MONDAY} AMZN position: 16 at 617.68 | nothing`,
    ]);
    expect(differencesOf(book([]), book([CLOSED]))).toEqual([
      `${MONDAY} AMZN position: nothing | 16 at 617.68`,
    ]);
  });

  it('differ in what was planned, line by line and as often as it was', () => {
    const live = book([], {
      skips: ['UA already_held', 'UA already_held'],
      exits: ['T max_holding'],
    });
    const simulated = book([], { skips: ['UA already_held'], entries: ['IBM'] });
    expect(differencesOf(live, simulated)).toEqual([
      `${TUESDAY} IBM planned entry: nothing | IBM`,
      `${TUESDAY} T planned exit: T max_holding | nothing`,
      `${TUESDAY} UA skip: UA already_held | nothing`,
    ]);
  });

  it('tell their differences by session: the first is where they part', () => {
    const late = { ...CLOSED, ticker: 'MSFT', entryDate: FRIDAY };
    const sessions = compareBooks(book([late, CLOSED], { entries: ['IBM'] }), book([])).differences;
    expect(sessions.map(({ session }) => session)).toEqual([MONDAY, TUESDAY, FRIDAY]);
  });
});

describe('a position whose bars end', () => {
  it('is open on both sides and told, because a backtest would have sold it', () => {
    const ended = { ...OPEN, barsEnd: TUESDAY };
    const verdict = compareBooks(book([OPEN]), book([ended]));
    expect(verdict).toEqual({ differences: [], delisted: [ended] });
  });
});

describe('counting a book', () => {
  const split = { type: 'split', ticker: ticker('AMZN'), ratio: 2 } as const;

  it('tells trades by reason, what is open, splits lived through and skips', () => {
    const counted = countBook(
      book([CLOSED, { ...OPEN, ticker: 'MSFT' }], { skips: ['UA no_price'] }),
      [
        { ...split, exDate: TUESDAY },
        { ...split, exDate: FRIDAY },
      ],
    );
    expect(counted).toEqual({
      closed: 1,
      open: 1,
      byReason: { stop_loss: 1 },
      splits: 2,
      skips: 1,
    });
  });

  it('leaves out the split of the entry day and those after the exit', () => {
    const splits = [
      { ...split, exDate: MONDAY },
      { ...split, exDate: sessionDate('2015-11-02') },
    ];
    expect(countBook(book([CLOSED]), splits).splits).toBe(0);
  });
});
