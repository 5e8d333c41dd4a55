import { invariant } from './invariant.ts';
import type { Intent, Side } from './order.ts';
import { parseSessionDate, type SessionDate } from './session-date.ts';
import { parseTicker, type Ticker } from './ticker.ts';

export type OrderKey = {
  readonly tradeDate: SessionDate;
  readonly ticker: Ticker;
  readonly intent: Intent;
};

const SIDE_OF_INTENT: Readonly<Record<Intent, Side>> = { entry: 'buy', exit: 'sell', stop: 'sell' };
const CLIENT_ORDER_ID =
  /^(\d{4})(\d{2})(\d{2})_([A-Z.]{1,8})_(entry_buy|exit_sell|stop_sell)(?:_([2-9]|[1-9]\d))?$/;

export function sideOfIntent(intent: Intent): Side {
  return SIDE_OF_INTENT[intent];
}

/**
 * The id is a function of the intent: `20151023_AMZN_entry_buy`, then `_2`, `_3` … for later attempts, counted from
 * the stored attempts. The broker refuses a used id for ever, which makes resending after a lost reply safe.
 */
export function clientOrderId(key: OrderKey, attempt: number): string {
  invariant(
    Number.isInteger(attempt) && attempt >= 1 && attempt <= 99,
    `attempt must be 1–99, is ${attempt}`,
  );
  const base = `${key.tradeDate.replaceAll('-', '')}_${key.ticker}_${key.intent}_${SIDE_OF_INTENT[key.intent]}`;
  return attempt === 1 ? base : `${base}_${attempt}`;
}

/** The intent behind an id of ours; undefined for a foreign id (a leg, a manual order, another program). */
export function parseClientOrderId(
  id: string,
): (OrderKey & { readonly attempt: number }) | undefined {
  const match = CLIENT_ORDER_ID.exec(id);
  if (match === null) return undefined;
  const tradeDate = parseSessionDate(`${match[1]}-${match[2]}-${match[3]}`);
  const ticker = parseTicker(match[4] ?? '');
  if (tradeDate === undefined || ticker === undefined) return undefined;
  const intent = (match[5] ?? '').split('_')[0] as Intent;
  return { tradeDate, ticker, intent, attempt: Number(match[6] ?? '1') };
}

const OUR_FORM = /^\d{8}_.+_(entry_buy|exit_sell|stop_sell)(_\d+)?$/;

/** Whether an id is of our making, also where its symbol or day would be none today. */
export function isOfOurForm(id: string): boolean {
  return OUR_FORM.test(id);
}
