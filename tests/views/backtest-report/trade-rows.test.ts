import { describe, expect, it } from 'vitest';

import { sessionDate } from '../../../src/domain/session-date.ts';
import {
  chooseTrades,
  EVERY_TRADE,
  renderTradeRow,
  sayChosen,
  type TradeQuery,
} from '../../../src/views/backtest-report/trade-rows.ts';
import { listedTrade } from './listed-trade.ts';

const TRADES = [
  listedTrade({
    index: 0,
    ticker: 'MSFT',
    companyName: 'Microsoft',
    score: 60,
    pnl: -20,
    grade: 'C',
  }),
  listedTrade({ index: 1, ticker: 'AMZN', score: null, pnl: 300 }),
  listedTrade({
    index: 2,
    ticker: 'V',
    companyName: null,
    score: 90,
    pnl: 0,
    exitReason: 'stop_loss',
  }),
  listedTrade({ index: 3, ticker: 'KO', score: 60, pnl: 5, entryDate: sessionDate('2014-01-02') }),
];

const chosen = (query: Partial<TradeQuery>) =>
  chooseTrades(TRADES, { ...EVERY_TRADE, ...query }).map(({ ticker }) => ticker);

describe('the list of trades', () => {
  it('stands in the order in which they closed', () => {
    expect(chosen({})).toEqual(['MSFT', 'AMZN', 'V', 'KO']);
  });

  it('is sorted either way, ties as they closed, and what is not known always last', () => {
    expect(chosen({ sortBy: 'score' })).toEqual(['MSFT', 'KO', 'V', 'AMZN']);
    expect(chosen({ sortBy: 'score', descending: true })).toEqual(['V', 'MSFT', 'KO', 'AMZN']);
    expect(chosen({ sortBy: 'ticker' })).toEqual(['AMZN', 'KO', 'MSFT', 'V']);
    expect(chosen({ sortBy: 'pnl', descending: true })).toEqual(['AMZN', 'KO', 'V', 'MSFT']);
  });

  it('is searched in tickers and names, whatever the case', () => {
    expect(chosen({ text: ' soft' })).toEqual(['MSFT']);
    expect(chosen({ text: 'v' })).toEqual(['V']);
    expect(chosen({ text: 'nothing like it' })).toEqual([]);
  });

  it('is narrowed by grade, exit, outcome and year of entry, all at once', () => {
    expect(chosen({ grade: 'C' })).toEqual(['MSFT']);
    expect(chosen({ exitReason: 'stop_loss' })).toEqual(['V']);
    expect(chosen({ outcome: 'won' })).toEqual(['AMZN', 'KO']);
    expect(chosen({ outcome: 'lost' })).toEqual(['MSFT']);
    expect(chosen({ outcome: 'won', year: '2014' })).toEqual(['KO']);
  });

  it('says how many it shows and what they made', () => {
    expect(sayChosen(TRADES, 4)).toBe('4 trades: 2 won, $285.00 in all');
    expect(sayChosen(TRADES.slice(0, 1), 4)).toBe('1 of 4 trades: 0 won, −$20.00 in all');
    expect(sayChosen([], 4)).toBe('none of 4 trades');
  });
});

describe('the row of a trade', () => {
  it('lets no name become markup', () => {
    const { html } = renderTradeRow(listedTrade({ companyName: '<img src=x onerror=alert(1)>' }));
    expect(html).toContain('&lt;img src=x onerror=alert(1)&gt;');
    expect(html).not.toContain('<img');
  });

  it('has a heading that opens it', () => {
    const { html } = renderTradeRow(listedTrade({ index: 7 }));
    expect(html).toContain('<th scope="row"><button type="button"');
    expect(html).toContain('aria-expanded="false" aria-controls="details-7"');
  });
});
