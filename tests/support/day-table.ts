/**
 * Days as tables. One fact a line, in the order in which it happens; `#` begins a comment.
 *
 *   config  trailing_transition_weeks 0
 *   steady  FALL 100                         the price of every session, but for the bars below
 *   bar     FALL 2015-10-23  99 99 94 95     open high low close; `none` for a day without a trade
 *   split   FALL 2015-10-26  2
 *   report  2015-10-22  FALL@100 HELD@100/90 ticker@price/score
 *   day     2015-10-22                       both commands run; `day D exits 0 9` when not both end with 0
 *   book    FALL 100 @ 100.00 stop 90.00     the whole open book after the day above
 *   closed  FALL 2015-10-26 @ 94.00 trend_break
 */
import type { ReportedCandidate } from './report-text.ts';
import type { SplitOfStock, Stock, Stocks, Prices } from './trading-folder.ts';

export type TableDay = {
  readonly date: string;
  readonly codes: readonly number[];
  readonly book: readonly string[];
  readonly closed: readonly string[];
};

export type DayTable = {
  readonly config: string;
  readonly stocks: Stocks;
  readonly splits: readonly SplitOfStock[];
  readonly reports: ReadonlyMap<string, readonly ReportedCandidate[]>;
  readonly days: readonly TableDay[];
};

type Line = { readonly word: string; readonly rest: readonly string[] };

export function readDayTable(text: string): DayTable {
  const lines = text.split('\n').flatMap(readLine);
  const of = (word: string): readonly (readonly string[])[] =>
    lines.filter((line) => line.word === word).map(({ rest }) => rest);
  const config = of('config').map(([key, value]) => `  ${key}: ${value}\n`);
  return {
    config: config.length === 0 ? '' : `trading:\n${config.join('')}`,
    stocks: Object.fromEntries(
      of('steady').map(([name = '', price]) => [name, stockOf(name, price, of('bar'))]),
    ),
    splits: of('split').map(([ticker = '', exDate = '', ratio]) => ({
      ticker,
      exDate,
      ratio: Number(ratio),
    })),
    reports: new Map(of('report').map(([date = '', ...cards]) => [date, cards.map(readCard)])),
    days: daysOf(lines),
  };
}

function readLine(text: string): Line[] {
  const [word, ...rest] = text.replace(/#.*/, '').trim().split(/\s+/);
  if (word === undefined || word === '') return [];
  if (!/^(config|steady|bar|split|report|day|book|closed)$/.test(word))
    throw new Error(`no such word in a day table: ${word}`);
  return [{ word, rest }];
}

function stockOf(
  name: string,
  price: string | undefined,
  bars: readonly (readonly string[])[],
): Stock {
  const told = bars.filter(([ticker]) => ticker === name);
  return {
    steady: Number(price),
    days: Object.fromEntries(told.map(([, date = '', ...prices]) => [date, readPrices(prices)])),
  };
}

function readPrices(words: readonly string[]): Prices | null {
  if (words[0] === 'none') return null;
  const [open = NaN, high = NaN, low = NaN, close = NaN] = words.map(Number);
  return [open, high, low, close];
}

function readCard(card: string): ReportedCandidate {
  const [ticker = '', price = '', score = '80'] = card.split(/[@/]/);
  return { ticker, price: Number(price), score: Number(score) };
}

function daysOf(lines: readonly Line[]): readonly TableDay[] {
  const starts = lines.flatMap(({ word }, at) => (word === 'day' ? [at] : []));
  return starts.map((start, index) => {
    const told = lines.slice(start + 1, starts[index + 1]);
    const texts = (word: string): readonly string[] =>
      told
        .filter((line) => line.word === word)
        .map(({ rest }) => rest.join(' '))
        .sort();
    const [date = '', , ...codes] = lines[start]?.rest ?? [];
    return {
      date,
      codes: codes.length === 0 ? [0, 0] : codes.map(Number),
      book: texts('book'),
      closed: texts('closed'),
    };
  });
}
