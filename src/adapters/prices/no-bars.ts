import { finding, type Finding } from '../../domain/finding.ts';
import type { SessionDate } from '../../domain/session-date.ts';
import type { Ticker } from '../../domain/ticker.ts';

export const NO_BARS = 'NO_BARS';

export function noBars(
  source: string,
  ticker: Ticker,
  span: { readonly from: SessionDate; readonly to: SessionDate },
): Finding {
  const message = `${source} has no bars of ${ticker} from ${span.from} to ${span.to}`;
  return finding('warning', NO_BARS, ticker, message, 'check the symbol, or use another source');
}
