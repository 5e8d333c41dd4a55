/**
 * Raw bars as they are drawn after what the company did since: splits restate prices and volume, a dividend or a spin-off
 * takes from earlier prices the part that left the stock, `cash ÷ last close before the ex-date`.
 */
import type { Bar, CashDividend, CorporateAction, SpinOff, Split } from '../domain/bar.ts';
import { restateMarket } from './decision-bars.ts';

/** `bars` of one stock, ascending, from the oldest ex-date's last session before on; `actions` are all that is applied. */
export function adjustBars(
  bars: readonly Bar[],
  actions: readonly CorporateAction[],
): readonly Bar[] {
  const splits = actions.filter((action): action is Split => action.type === 'split');
  const payments = actions.filter((action) => action.type !== 'split');
  const paid = payments.reduce(afterPayment(bars), bars);
  const ticker = splits[0]?.ticker;
  if (ticker === undefined) return paid;
  return (
    restateMarket({ bars: new Map([[ticker, paid]]), splits: [] }, splits).bars.get(ticker) ?? []
  );
}

function afterPayment(raw: readonly Bar[]) {
  return (bars: readonly Bar[], { exDate, cash }: CashDividend | SpinOff): readonly Bar[] => {
    const before = raw.findLast(({ date }) => date < exDate);
    if (before === undefined || cash >= before.close) return bars;
    const kept = 1 - cash / before.close;
    return bars.map((bar) => (bar.date < exDate ? timesPrice(bar, kept) : bar));
  };
}

function timesPrice(bar: Bar, factor: number): Bar {
  return {
    ...bar,
    open: bar.open * factor,
    high: bar.high * factor,
    low: bar.low * factor,
    close: bar.close * factor,
  };
}
