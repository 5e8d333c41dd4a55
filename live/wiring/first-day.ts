import { dateAt } from '../../src/domain/bar-series.ts';
import { CommandError } from '../../src/domain/outcome.ts';
import type { SessionDate } from '../../src/domain/session-date.ts';
import { parseTicker } from '../../src/domain/ticker.ts';
import { CALENDAR_FIRST, CALENDAR_LAST, previousSession } from '../../src/rules/market-calendar.ts';
import { listFolder } from '../../src/adapters/files/folders.ts';
import { openCsvFolder } from '../../src/adapters/prices/csv-price-source.ts';

/** Sessions that a new account has before it when nobody said where it begins. */
const SESSIONS_AHEAD = 20;
/** Files that are looked at: stocks end, so one could mislead. */
const LOOKED_AT = 20;

/** So many sessions before the last bar of the folder, as far as its first files know. */
export function firstDayOf(folder: string): SessionDate {
  const csv = openCsvFolder(folder);
  const tickers = listFolder(folder).flatMap((name) =>
    name.endsWith('.csv') ? (parseTicker(name.slice(0, -4)) ?? []) : [],
  );
  const ends = tickers.slice(0, LOOKED_AT).flatMap((ticker) => {
    const bars = csv.barsOf(ticker, CALENDAR_FIRST, CALENDAR_LAST)?.bars;
    return bars === undefined || bars.length === 0 ? [] : dateAt(bars, bars.length - 1);
  });
  const last = ends.sort().at(-1);
  if (last === undefined) {
    throw new CommandError(
      'input-refused',
      `${folder} holds no daily bars`,
      'give a folder of TICKER.csv files with --prices',
    );
  }
  let day = last;
  for (let back = 0; back < SESSIONS_AHEAD && day > CALENDAR_FIRST; back += 1) {
    day = previousSession(day);
  }
  return day;
}
