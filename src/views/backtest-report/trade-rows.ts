/** The trade list: which trades, in which order, and the rows that show them. The page's program calls this. */
import { markup, type Html } from '../html-text.ts';
import {
  count,
  counted,
  dollars,
  plain,
  price,
  signed,
  signedDollars,
  words,
} from '../number-text.ts';
import type { ListedTrade } from './packed-trades.ts';

export type TradeColumn = {
  readonly key: string;
  readonly name: string;
  /** Left out where the screen is narrow; the details show it. */
  readonly wide: boolean;
  readonly isNumber: boolean;
  readonly valueOf: (trade: ListedTrade) => string | number | null;
  readonly cellOf: (trade: ListedTrade) => Html | string;
};

const column = (
  key: string,
  name: string,
  shape: Pick<TradeColumn, 'wide' | 'isNumber' | 'valueOf'> & Partial<TradeColumn>,
): TradeColumn => ({
  key,
  name,
  cellOf: (trade) => String(shape.valueOf(trade) ?? '–'),
  ...shape,
});

const TEXT = { wide: true, isNumber: false };
const NUMBER = { wide: true, isNumber: true };

export const TRADE_COLUMNS: readonly TradeColumn[] = [
  column('ticker', 'Stock', { ...TEXT, wide: false, valueOf: ({ ticker }) => ticker }),
  column('grade', 'Grade', { ...TEXT, valueOf: ({ grade }) => grade }),
  column('score', 'Score', {
    ...NUMBER,
    valueOf: ({ score }) => score,
    cellOf: ({ score }) => (score === null ? '–' : plain(score, 1)),
  }),
  column('gapSize', 'Gap', {
    ...NUMBER,
    valueOf: ({ gapSize }) => gapSize,
    cellOf: ({ gapSize }) => (gapSize === null ? '–' : `${signed(gapSize, 1)} %`),
  }),
  column('entryDate', 'Entry', { ...TEXT, wide: false, valueOf: ({ entryDate }) => entryDate }),
  column('entryPrice', 'at', {
    ...NUMBER,
    valueOf: ({ entryPrice }) => entryPrice,
    cellOf: ({ entryPrice }) => price(entryPrice),
  }),
  column('exitDate', 'Exit', { ...TEXT, valueOf: ({ exitDate }) => exitDate }),
  column('exitPrice', 'at', {
    ...NUMBER,
    valueOf: ({ exitPrice }) => exitPrice,
    cellOf: ({ exitPrice }) => price(exitPrice),
  }),
  column('holdingDays', 'Days', { ...NUMBER, valueOf: ({ holdingDays }) => holdingDays }),
  column('exitReason', 'Why', {
    ...TEXT,
    valueOf: ({ exitReason }) => exitReason,
    cellOf: ({ exitReason }) => words(exitReason),
  }),
  column('returnPct', 'Return', {
    ...NUMBER,
    wide: false,
    valueOf: ({ returnPct }) => returnPct,
    cellOf: ({ returnPct }) =>
      markup`<span class="${sideOf(returnPct)}">${signed(returnPct)} %</span>`,
  }),
  column('pnl', 'P&L', {
    ...NUMBER,
    wide: false,
    valueOf: ({ pnl }) => pnl,
    cellOf: ({ pnl }) => markup`<span class="${sideOf(pnl)}">${signedDollars(pnl, 0)}</span>`,
  }),
];

export type TradeQuery = {
  /** Part of a ticker or of a company's name. */
  readonly text: string;
  /** Empty: every one. */
  readonly grade: string;
  readonly exitReason: string;
  readonly outcome: '' | 'won' | 'lost';
  readonly year: string;
  /** The key of a column; empty: as they closed. */
  readonly sortBy: string;
  readonly descending: boolean;
};

export const EVERY_TRADE: TradeQuery = {
  text: '',
  grade: '',
  exitReason: '',
  outcome: '',
  year: '',
  sortBy: '',
  descending: false,
};

export function chooseTrades(trades: readonly ListedTrade[], query: TradeQuery): ListedTrade[] {
  const chosen = trades.filter((trade) => isChosen(trade, query));
  const valueOf = TRADE_COLUMNS.find(({ key }) => key === query.sortBy)?.valueOf;
  if (valueOf === undefined) return chosen;
  const sign = query.descending ? -1 : 1;
  return chosen.sort((a, b) => {
    const [left, right] = [valueOf(a), valueOf(b)];
    if (left === right) return a.index - b.index;
    // What is not known stands last, whichever way the rest is sorted.
    if (left === null) return 1;
    if (right === null) return -1;
    return left < right ? -sign : sign;
  });
}

function isChosen(trade: ListedTrade, query: TradeQuery): boolean {
  const text = query.text.trim().toLowerCase();
  return (
    (text === '' || `${trade.ticker} ${trade.companyName ?? ''}`.toLowerCase().includes(text)) &&
    (query.grade === '' || (trade.grade ?? 'none') === query.grade) &&
    (query.exitReason === '' || trade.exitReason === query.exitReason) &&
    (query.outcome === '' || (query.outcome === 'won' ? trade.pnl > 0 : trade.pnl < 0)) &&
    (query.year === '' || trade.entryDate.startsWith(query.year))
  );
}

export function renderTradeRow(trade: ListedTrade): Html {
  const [first, ...rest] = TRADE_COLUMNS;
  const cells = rest.map(
    (shape) => markup`<td class="${cellClass(shape)}">${shape.cellOf(trade)}</td>`,
  );
  const details = `details-${trade.index}`;
  return markup`<tr data-trade="${trade.index}"><th scope="row"><button type="button" class="opener" aria-expanded="false" aria-controls="${details}"><b>${first?.cellOf(trade) ?? ''}</b> <span class="company">${trade.companyName ?? ''}</span></button></th>${cells}</tr>`;
}

export function cellClass({ wide, isNumber }: TradeColumn): string {
  return [wide ? 'wide' : '', isNumber ? 'number' : ''].join(' ').trim();
}

export function sideOf(value: number): 'gain' | 'loss' | 'even' {
  if (value === 0) return 'even';
  return value > 0 ? 'gain' : 'loss';
}

/** What the list says about itself: how many, and what they made. */
export function sayChosen(chosen: readonly ListedTrade[], all: number): string {
  const pnl = chosen.reduce((sum, trade) => sum + trade.pnl, 0);
  const won = chosen.filter((trade) => trade.pnl > 0).length;
  const some =
    chosen.length === all
      ? counted(all, 'trade')
      : `${count(chosen.length)} of ${counted(all, 'trade')}`;
  return chosen.length === 0
    ? `none of ${counted(all, 'trade')}`
    : `${some}: ${count(won)} won, ${dollars(pnl)} in all`;
}
