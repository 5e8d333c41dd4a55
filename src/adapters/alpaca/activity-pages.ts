import type { AccountActivity } from '../../domain/account-activity.ts';
import { BrokerError } from '../../ports/broker.ts';

export const ACTIVITY_PAGE = 100;
const MAX_PAGES = 200;

/** One page, oldest first, of the rows after that row. */
export type ReadActivityPage = (after: string | undefined) => Promise<readonly AccountActivity[]>;

/** To the end: a history that was cut off would hide the fill that explains a difference. */
export async function readAllActivities(
  readPage: ReadActivityPage,
): Promise<readonly AccountActivity[]> {
  const rows = new Map<string, AccountActivity>();
  let last: string | undefined;
  for (let page = 1; page <= MAX_PAGES; page += 1) {
    const answered = await readPage(last);
    const known = rows.size;
    for (const row of answered) rows.set(row.id, row);
    if (answered.length < ACTIVITY_PAGE) return [...rows.values()];
    if (rows.size === known) {
      throw new BrokerError('unreadable', `page ${page} of the activities shows nothing new`);
    }
    last = answered.at(-1)?.id;
  }
  throw new BrokerError('unreadable', `more than ${MAX_PAGES} pages of activities: ask for fewer`);
}
