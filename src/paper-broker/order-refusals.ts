/**
 * Why the broker says no, as tables: the first row that holds answers, with Alpaca's status, code, text and extra
 * fields. A refused request leaves no order and uses up no client order id.
 *
 * @see https://docs.alpaca.markets/docs/orders-at-alpaca
 */
import { CLASS, FRACTION } from './class-refusals.ts';
import { ACCOUNT, ASSET, MEANS } from './means-refusals.ts';
import type { OrderFacts } from './order-facts.ts';
import { PRICE, WASH_TRADE } from './price-refusals.ts';
import { firstRefusal, type PaperRefusal } from './refusal.ts';
import { AMOUNT, IDENTITY, INTENT, SHAPE } from './shape-refusals.ts';

export { refusal, type PaperRefusal } from './refusal.ts';

const SUBMIT = [
  ...SHAPE,
  ...IDENTITY,
  ...ACCOUNT,
  ...ASSET,
  ...INTENT,
  ...CLASS,
  ...AMOUNT,
  ...PRICE,
  ...WASH_TRADE,
  ...MEANS,
];
const REPLACE = [...SHAPE, ...IDENTITY, ...ACCOUNT, ...ASSET, ...FRACTION, ...PRICE, ...MEANS];

/** Undefined when the order is accepted. */
export function submitRefusal(facts: OrderFacts): PaperRefusal | undefined {
  return firstRefusal(SUBMIT, facts);
}

/** `facts.request` is the successor as a whole. */
export function replaceRefusal(facts: OrderFacts): PaperRefusal | undefined {
  return firstRefusal(REPLACE, facts);
}
