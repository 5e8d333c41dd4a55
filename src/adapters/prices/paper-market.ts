import type { Bar, CashDividend, Split } from '../../domain/bar.ts';
import { barsOf as barsOfSeries } from '../../domain/bar-series.ts';
import { sessionDate } from '../../domain/session-date.ts';
import { parseTicker } from '../../domain/ticker.ts';
import type { PaperMarket } from '../../paper-broker/paper-state.ts';
import { openCsvFolder } from './csv-price-source.ts';

const BEGINNING = sessionDate('1990-01-01');
const END = sessionDate('2035-12-31');

/** A folder of bars as the market of the paper broker. A file is read when its symbol is first asked for. */
export function createPaperMarket(folder: string): PaperMarket {
  const csv = openCsvFolder(folder);
  const loaded = new Map<string, ReadonlyMap<string, Bar> | null>();
  const barsOf = (symbol: string): ReadonlyMap<string, Bar> | null => {
    const known = loaded.get(symbol);
    if (known !== undefined) return known;
    const ticker = parseTicker(symbol);
    const file = ticker === undefined ? null : csv.barsOf(ticker, BEGINNING, END);
    const byDate =
      file === null
        ? null
        : new Map(barsOfSeries(file.bars).map((bar) => [bar.date as string, bar]));
    loaded.set(symbol, byDate);
    return byDate;
  };
  let symbols: readonly string[] | undefined;
  return {
    bar: (symbol, date) => barsOf(symbol)?.get(date),
    isKnown: (symbol) => barsOf(symbol) !== null,
    symbols: () => (symbols ??= csv.symbols()),
    actions: () => csv.actions().actions,
    actionsOn: (date, symbols) =>
      csv
        .actions()
        .actions.filter(
          (action): action is Split | CashDividend =>
            action.type !== 'spinoff' && action.exDate === date && symbols.includes(action.ticker),
        ),
  };
}
