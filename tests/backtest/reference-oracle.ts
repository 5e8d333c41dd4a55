/**
 * The portfolio of the reference profile once more, slowly: every question is asked of the whole list of bars, every
 * day. It shares nothing with the program but the types of its input, and rounds nothing.
 */
export type OracleBar = {
  readonly date: string;
  readonly open: number;
  readonly low: number;
  readonly close: number;
};

export type OracleCandidate = {
  readonly ticker: string;
  readonly reportDate: string;
  readonly score: number | null;
};

export type OracleRules = {
  readonly maxPositions: number;
  readonly positionSize: number;
  readonly stopLossPct: number;
  readonly slippagePct: number;
  readonly maxHoldingDays: number | null;
  readonly stopMode: string;
  readonly entryMode: string;
  readonly kind: string;
  readonly period: number;
  readonly transitionWeeks: number;
  readonly rotation: boolean;
  readonly dailyEntryLimit: number | null;
};

export type OracleTrade = {
  readonly ticker: string;
  readonly entryDate: string;
  readonly exitDate: string;
  readonly exitPrice: number;
  readonly shares: number;
  readonly reason: string;
};

type Held = {
  readonly candidate: OracleCandidate;
  readonly date: string;
  readonly price: number;
  readonly shares: number;
  planned: string | null;
};

type Market = Readonly<Record<string, readonly OracleBar[]>>;

const days = (from: string, to: string): number => (Date.parse(to) - Date.parse(from)) / 86_400_000;
const weekOf = (date: string): number => Math.floor(days('1970-01-05', date) / 7);
const points = (score: number | null): number => score ?? -1;

/** Dates of rows without all of their prices: no bars, but where a candidate would have entered. */
export type Broken = Readonly<Record<string, readonly string[]>>;

export function oracle(
  market: Market,
  candidates: readonly OracleCandidate[],
  { broken = {}, ...rules }: OracleRules & { readonly broken?: Broken },
) {
  const trades: OracleTrade[] = [];
  const skips: string[] = [];
  let book: Held[] = [];
  const barOf = (ticker: string, date: string) => market[ticker]?.find((bar) => bar.date === date);
  const close = (held: Held, exitDate: string, exitPrice: number, reason: string): void => {
    const { ticker } = held.candidate;
    trades.push({ ticker, entryDate: held.date, exitDate, exitPrice, shares: held.shares, reason });
    book = book.filter((other) => other !== held);
  };
  const afterSlippage = (price: number): number => price * (1 - rules.slippagePct / 100);
  const entryDate = ({ ticker, reportDate }: OracleCandidate): string | undefined =>
    [...(market[ticker] ?? []).map(({ date }) => date), ...(broken[ticker] ?? [])]
      .sort()
      .find((date) => (rules.entryMode === 'report_open' ? date >= reportDate : date > reportDate));
  const dates = [
    ...new Set(Object.values(market).flatMap((bars) => bars.map(({ date }) => date))),
  ].sort();

  for (const today of dates) {
    // 1. What was planned is sold at the open; without a bar the plan is dropped and the position goes to the back.
    for (const held of book.filter(({ planned }) => planned !== null)) {
      const bar = barOf(held.candidate.ticker, today);
      if (bar !== undefined) close(held, today, afterSlippage(bar.open), held.planned ?? '');
      else {
        held.planned = null;
        book = [...book.filter((other) => other !== held), held];
      }
    }
    // 2. The candidates of today, best first.
    let [entries, rotated] = [0, false];
    const due = candidates.filter((candidate) => entryDate(candidate) === today);
    due.sort(
      (a, b) =>
        points(b.score) - points(a.score) ||
        (a.reportDate < b.reportDate ? -1 : a.reportDate > b.reportDate ? 1 : 0),
    );
    for (const candidate of due) {
      const skip = (reason: string) =>
        skips.push(`${candidate.ticker} ${candidate.reportDate} ${reason}`);
      const price = barOf(candidate.ticker, today)?.open ?? 0;
      const shares = Math.floor(rules.positionSize / price);
      if (book.some((held) => held.candidate.ticker === candidate.ticker)) {
        skip('duplicate_ticker');
      } else if (broken[candidate.ticker]?.includes(today)) skip('missing_ohlc');
      else if (price <= 0) skip('no_price_data');
      else if (shares === 0) skip('zero_shares');
      else {
        const isFull = book.length >= rules.maxPositions;
        const weakest = isFull && rules.rotation && !rotated ? weakestOn(today) : undefined;
        const bar = weakest && barOf(weakest.candidate.ticker, today);
        const isBetter =
          weakest !== undefined && points(candidate.score) > points(weakest.candidate.score);
        if (isFull && (bar === undefined || !isBetter)) skip('capacity_full');
        else if (rules.dailyEntryLimit !== null && entries >= rules.dailyEntryLimit)
          skip('daily_limit');
        else {
          if (isFull && weakest !== undefined && bar !== undefined) {
            close(weakest, today, afterSlippage(bar.open), 'rotated_out');
            rotated = true;
          }
          book.push({ candidate, date: today, price, shares, planned: null });
          entries += 1;
        }
      }
    }
    // 3. The day itself.
    for (const held of book) {
      const bar = barOf(held.candidate.ticker, today);
      if (bar !== undefined) liveThrough(held, bar);
    }
  }

  const last = dates.at(-1) ?? '';
  for (const held of book) {
    const bar = barOf(held.candidate.ticker, last);
    if (bar === undefined) close(held, held.date, held.price, 'end_of_data');
    else close(held, last, bar.close, held.planned ?? 'end_of_data');
  }
  return { trades, skips };

  function weakestOn(today: string): Held | undefined {
    let weakest: Held | undefined;
    let lowest = 0;
    for (const held of book) {
      const before = market[held.candidate.ticker]?.filter(({ date }) => date < today).at(-1);
      if (before === undefined) continue;
      const profit = held.shares * (before.close - held.price);
      if (profit < lowest) [weakest, lowest] = [held, profit];
    }
    return weakest;
  }

  function liveThrough(held: Held, bar: OracleBar): void {
    const stop = held.price * (1 - rules.stopLossPct / 100);
    const isIntraday =
      rules.stopMode === 'intraday' ||
      (rules.stopMode === 'skip_entry_day' && held.date !== bar.date);
    if (isIntraday && bar.low <= stop) {
      close(held, bar.date, afterSlippage(stop), 'stop_loss');
    } else if (rules.stopMode === 'close' && bar.close <= stop) {
      close(held, bar.date, afterSlippage(bar.close), 'stop_loss');
    } else if (rules.stopMode === 'close_next_open' && bar.close <= stop)
      held.planned = 'stop_loss';
    else if (rules.maxHoldingDays !== null && days(held.date, bar.date) >= rules.maxHoldingDays) {
      close(held, bar.date, bar.close, 'max_holding');
    } else if (isBroken(held, bar.date)) held.planned = 'trend_break';
  }

  function isBroken(held: Held, today: string): boolean {
    const bars = market[held.candidate.ticker] ?? [];
    const next = bars.find(({ date }) => date > today);
    if (next !== undefined && weekOf(next.date) === weekOf(today)) return false;
    const seen = bars.filter(({ date }) => date <= today);
    const weeks = [...new Set(seen.map(({ date }) => weekOf(date)))].map((week) =>
      seen.filter(({ date }) => weekOf(date) === week),
    );
    const completed = weeks.filter((week) => (week[0]?.date ?? '') > held.date).length;
    if (completed < rules.transitionWeeks) return false;
    const closes = weeks.map((week) => week.at(-1)?.close ?? NaN);
    const indicator =
      rules.kind === 'weekly_ema'
        ? emaOf(closes)
        : weeks.length <= rules.period
          ? undefined
          : Math.min(
              ...weeks.slice(-rules.period - 1, -1).flatMap((week) => week.map(({ low }) => low)),
            );
    return indicator !== undefined && (closes.at(-1) ?? NaN) < indicator;
  }

  function emaOf(closes: readonly number[]): number | undefined {
    if (closes.length < rules.period) return undefined;
    const round = (value: number): number => Number(value.toFixed(6));
    let average = round(
      closes.slice(0, rules.period).reduce((sum, value) => sum + value, 0) / rules.period,
    );
    const k = 2 / (rules.period + 1);
    for (const value of closes.slice(rules.period)) average = round(value * k + average * (1 - k));
    return average;
  }
}
