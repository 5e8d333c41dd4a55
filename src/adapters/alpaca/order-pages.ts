import type { BrokerOrder } from '../../domain/order.ts';
import { BrokerError } from '../../ports/broker.ts';

export const PAGE_LIMIT = 500;
const MAX_PAGES = 40;

/** One page, newest first, of the orders submitted before `until` (RFC 3339, exclusive). */
export type ReadOrderPage = (until: string | undefined) => Promise<readonly BrokerOrder[]>;

/**
 * Reads every page. The list has no page token and many orders may share one `submitted_at` (the legs of a group do),
 * so each page begins just after the oldest instant seen, shows those rows again, and rows are kept by id.
 *
 * @see https://docs.alpaca.markets/reference/getallorders-1
 */
export async function readAllOrders(readPage: ReadOrderPage): Promise<readonly BrokerOrder[]> {
  const orders = new Map<string, BrokerOrder>();
  let until: string | undefined;
  for (let page = 1; page <= MAX_PAGES; page += 1) {
    const rows = await readPage(until);
    const known = orders.size;
    for (const row of rows) orders.set(row.id, row);
    if (rowsAndLegs(rows) < PAGE_LIMIT) return [...orders.values()];
    if (orders.size === known) {
      throw new BrokerError('unreadable', `page ${page} of the orders shows nothing new`);
    }
    until = justAfter(oldestInstant(rows));
  }
  throw new BrokerError('unreadable', `more than ${MAX_PAGES} pages of orders: ask for fewer`);
}

/** Whether the broker's limit counts legs that are shown inside their parent is not promised: count them. */
function rowsAndLegs(rows: readonly BrokerOrder[]): number {
  return rows.reduce((count, row) => count + 1 + row.legs.length, 0);
}

function oldestInstant(rows: readonly BrokerOrder[]): number {
  return Math.min(...rows.map((row) => Date.parse(row.submittedAt)));
}

/** The next millisecond: nanoseconds were cut off in reading, and `until` excludes its own instant. */
function justAfter(instant: number): string {
  return new Date(instant + 1).toISOString();
}
