/** At which price a simulated order fills, in dollars. The day loop of the simulator and the shadow book call this. */
import type { Bar } from '../domain/bar.ts';

/** What decides over fills in a session of daily bars. */
export type FillPrices = Pick<Bar, 'open' | 'low' | 'close'>;

export type StopFill = 'gap_aware' | 'at_stop';

/** A sell at the open or the close, less slippage. */
export function slipped(price: number, slippagePct: number): number {
  return price * (1 - slippagePct / 100);
}

/**
 * The fill of a resting stop during the session, or undefined when the low stays above it. `gap_aware` fills a gap
 * through the stop at the open; `at_stop` always fills at the stop.
 */
export function stopFillPrice(
  bar: Pick<Bar, 'open' | 'low'>,
  stop: number,
  model: { readonly stopFill: StopFill; readonly slippagePct: number },
): number | undefined {
  if (bar.low > stop) return undefined;
  const gapped = model.stopFill === 'gap_aware' && bar.open <= stop;
  return slipped(gapped ? bar.open : stop, model.slippagePct);
}
