import { moneyFromNumber } from '../../domain/money.ts';
import type { ExitReason, Position } from '../../domain/position.ts';
import { sessionDate, type SessionDate } from '../../domain/session-date.ts';
import { ticker } from '../../domain/ticker.ts';
import type { Money } from '../../domain/money.ts';
import { openDatabase } from './open-database.ts';

export type RecordedTrade = Pick<Position, 'ticker' | 'entryDate' | 'entryPrice' | 'shares'> & {
  readonly exit: {
    readonly date: SessionDate;
    readonly price: Money;
    readonly reason: ExitReason;
  } | null;
};

type Row = {
  readonly ticker: string;
  readonly entry_date: string;
  readonly entry_price: number;
  readonly actual_shares: number;
  readonly exit_date: string | null;
  readonly exit_price: number | null;
  readonly exit_reason: string | null;
};

const ROWS = 'SELECT * FROM';
const IN_ORDER = 'ORDER BY entry_date, ticker';

/** Every position a state database has ever held, open ones too: of the executed book, and of one shadow book. */
export async function readRecordedTrades(
  path: string,
  shadow: string,
): Promise<{
  readonly executed: readonly RecordedTrade[];
  readonly shadow: readonly RecordedTrade[];
}> {
  const database = await openDatabase(path, { readonly: true });
  try {
    const executed = database.prepare<[], Row>(`${ROWS} positions ${IN_ORDER}`).all();
    const tracked = database
      .prepare<[string], Row>(`${ROWS} shadow_positions WHERE strategy = ? ${IN_ORDER}`)
      .all(shadow);
    return { executed: executed.map(toTrade), shadow: tracked.map(toTrade) };
  } finally {
    database.close();
  }
}

function toTrade(row: Row): RecordedTrade {
  const { exit_date: date, exit_price: price, exit_reason: reason } = row;
  return {
    ticker: ticker(row.ticker),
    entryDate: sessionDate(row.entry_date),
    entryPrice: moneyFromNumber(row.entry_price),
    shares: row.actual_shares,
    exit:
      date === null || price === null
        ? null
        : {
            date: sessionDate(date),
            price: moneyFromNumber(price),
            reason: reason as ExitReason,
          },
  };
}
