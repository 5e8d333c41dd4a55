import type { Bar } from '../../domain/bar.ts';
import { barsOf as barsOfSeries } from '../../domain/bar-series.ts';
import { sessionDate } from '../../domain/session-date.ts';
import { parseTicker } from '../../domain/ticker.ts';
import type {
  KnownMarketAction,
  PaperMarket,
  PaperMarketAction,
} from '../../paper-broker/paper-market.ts';
import { openCsvFolder, type CsvFolder } from './csv-price-source.ts';

const BEGINNING = sessionDate('1990-01-01');
const END = sessionDate('2035-12-31');

/** A folder of bars as the market of the paper broker. A file is read when a bar of its symbol is first asked for. */
export function createPaperMarket(folder: string): PaperMarket {
  const csv = openCsvFolder(folder);
  let tickers: ReadonlySet<string> | undefined;
  const known = (): ReadonlySet<string> => (tickers ??= new Set(csv.symbols()));
  let byDate: ReadonlyMap<string, readonly KnownMarketAction[]> | undefined;
  const everything = (): readonly KnownMarketAction[] => {
    const { actions, listings } = csv.actions();
    return [...actions, ...listings];
  };
  return {
    bar: readBars(csv),
    isKnown: (symbol) => known().has(parseTicker(symbol) ?? ''),
    symbols: () => [...known()],
    actions: everything,
    actionsOn: (date, symbols) => {
      byDate ??= groupByDate(everything());
      return (byDate.get(date) ?? []).filter(
        (action): action is PaperMarketAction =>
          action.type !== 'spinoff' && symbols.includes(action.ticker),
      );
    },
  };
}

function readBars(csv: CsvFolder): PaperMarket['bar'] {
  const loaded = new Map<string, ReadonlyMap<string, Bar>>();
  const barsOf = (symbol: string): ReadonlyMap<string, Bar> => {
    const ticker = parseTicker(symbol);
    const file = ticker === undefined ? null : csv.barsOf(ticker, BEGINNING, END);
    const bars = file === null ? [] : barsOfSeries(file.bars);
    const byDate = new Map(bars.map((bar) => [bar.date as string, bar]));
    loaded.set(symbol, byDate);
    return byDate;
  };
  return (symbol, date) => (loaded.get(symbol) ?? barsOf(symbol)).get(date);
}

function groupByDate(
  actions: readonly KnownMarketAction[],
): ReadonlyMap<string, readonly KnownMarketAction[]> {
  const groups = new Map<string, KnownMarketAction[]>();
  for (const action of actions) {
    const group = groups.get(action.exDate);
    if (group === undefined) groups.set(action.exDate, [action]);
    else group.push(action);
  }
  return groups;
}
