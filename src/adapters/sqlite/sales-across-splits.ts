import { moneyFromNumber, moneyFromUnits, type Money } from '../../domain/money.ts';
import { newYorkDate } from '../../rules/new-york-time.ts';

export type SaleRow = {
  readonly fill_id: number;
  readonly qty: number;
  readonly price: number;
  readonly filled_at: string;
};

export type SplitRow = {
  readonly ex_date: string;
  readonly ratio: number;
  /** Null: booked by a version that did not write it down. */
  readonly last_fill_before: number | null;
};

/** All sales of a position: dollars as they were received, shares in the terms of its last split. */
export function salesOf(
  sales: readonly SaleRow[],
  splits: readonly SplitRow[],
): { readonly shares: number; readonly proceeds: Money } {
  const shares = sales.reduce((sum, sale) => sum + sale.qty * ratioSince(sale, splits), 0);
  const proceeds = sales.reduce((sum, { qty, price }) => sum + moneyFromNumber(price) * qty, 0);
  return { shares: Math.round(shares), proceeds: moneyFromUnits(proceeds) };
}

function ratioSince(sale: SaleRow, splits: readonly SplitRow[]): number {
  return splits
    .filter((split) => isBefore(sale, split))
    .reduce((product, { ratio }) => product * ratio, 1);
}

function isBefore({ fill_id, filled_at }: SaleRow, split: SplitRow): boolean {
  return split.last_fill_before === null
    ? newYorkDate(Date.parse(filled_at)) < split.ex_date
    : fill_id <= split.last_fill_before;
}
