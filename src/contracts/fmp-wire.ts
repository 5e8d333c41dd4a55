/**
 * What Financial Modeling Prep sends. Only its `non-split-adjusted` history holds prices as they were traded, which is
 * what every rule here needs; it names its columns `adjOpen` … all the same.
 *
 * @see https://site.financialmodelingprep.com/developer/docs/stable/historical-price-eod-non-split-adjusted
 */
import * as z from 'zod';

import type { Bar } from '../domain/bar.ts';
import type { SessionDate } from '../domain/session-date.ts';
import { sessionDay, text } from './alpaca-fields.ts';
import { decoder, type Decoder } from './decoder.ts';

/** The symbol is kept, so that an answer about another stock is noticed. */
export type FmpRow<T> = { readonly symbol: string; readonly value: T };
export type FmpSplit = { readonly exDate: SessionDate; readonly ratio: number };
export type FmpDividend = {
  readonly exDate: SessionDate;
  readonly cash: number;
  readonly isSpecial: boolean;
};

// A hole in a row is for the row's checks to find: NaN is no price.
const price = z
  .number()
  .nullable()
  .transform((value) => value ?? NaN);
const day = { symbol: text, date: sessionDay, volume: price };

const plainBar = z
  .object({ ...day, open: price, high: price, low: price, close: price })
  .transform(({ symbol, ...value }): FmpRow<Bar> => ({ symbol, value }));
const prefixedBar = z
  .object({ ...day, adjOpen: price, adjHigh: price, adjLow: price, adjClose: price })
  .transform((row): FmpRow<Bar> => ({
    symbol: row.symbol,
    value: {
      date: row.date,
      open: row.adjOpen,
      high: row.adjHigh,
      low: row.adjLow,
      close: row.adjClose,
      volume: row.volume,
    },
  }));

const split = z
  .object({
    symbol: text,
    date: sessionDay,
    numerator: z.number().positive(),
    denominator: z.number().positive(),
  })
  .transform((row): FmpRow<FmpSplit> => ({
    symbol: row.symbol,
    value: { exDate: row.date, ratio: row.numerator / row.denominator },
  }));

// `adjDividend` is restated for later splits; `dividend` is what was paid.
const dividend = z
  .object({
    symbol: text,
    date: sessionDay,
    dividend: z.number().min(0),
    frequency: z.string().nullish(),
  })
  .transform((row): FmpRow<FmpDividend> => ({
    symbol: row.symbol,
    value: {
      exDate: row.date,
      cash: row.dividend,
      isSpecial: /special/i.test(row.frequency ?? ''),
    },
  }));

/** Latest first, as sent. */
export const decodeFmpBars: Decoder<readonly FmpRow<Bar>[]> = decoder(
  z.array(z.union([plainBar, prefixedBar])),
);
export const decodeFmpSplits: Decoder<readonly FmpRow<FmpSplit>[]> = decoder(z.array(split));
export const decodeFmpDividends: Decoder<readonly FmpRow<FmpDividend>[]> = decoder(
  z.array(dividend),
);
