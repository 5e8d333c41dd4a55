import { moneyFromNumber, moneyFromUnits, type Money } from '../../domain/money.ts';
import { newYorkDate } from '../../rules/new-york-time.ts';

export type SaleRow = { readonly qty: number; readonly price: number; readonly filled_at: string };
export type SplitRow = { readonly ex_date: string; readonly ratio: number };

/** All sales of a position: dollars as they were received, shares in the terms of its last split. */
export function salesOf(
  sales: readonly SaleRow[],
  splits: readonly SplitRow[],
): { readonly shares: number; readonly proceeds: Money } {
  const shares = sales.reduce((sum, sale) => sum + sale.qty * ratioSince(sale, splits), 0);
  const proceeds = sales.reduce((sum, { qty, price }) => sum + moneyFromNumber(price) * qty, 0);
  return { shares: Math.round(shares), proceeds: moneyFromUnits(proceeds) };
}

function ratioSince({ filled_at }: SaleRow, splits: readonly SplitRow[]): number {
  const soldOn = newYorkDate(Date.parse(filled_at));
  return splits
    .filter(({ ex_date }) => ex_date > soldOn)
    .reduce((product, { ratio }) => product * ratio, 1);
}
