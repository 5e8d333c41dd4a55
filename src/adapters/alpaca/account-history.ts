import { decodeActivities, readNotices } from '../../contracts/alpaca-history.ts';
import { decodeActionsPage, type ActionRow } from '../../contracts/market-data-wire.ts';
import type { Decoder } from '../../contracts/decoder.ts';
import { BrokerError, type BrokerReads } from '../../ports/broker.ts';
import { ACTIVITY_PAGE, readAllActivities } from './activity-pages.ts';

type Params = Readonly<Record<string, string>>;
/** Asks one of the two addresses; what does not exist is an error. */
export type Must = <T>(path: string, decode: Decoder<T>, params: Params) => Promise<T>;

const ROWS_PER_PAGE = 1000;
const MAX_PAGES = 50;

/** What happened to the account, and what companies announced: asked only where book and account differ. */
export function accountHistory(
  trading: Must,
  data: Must,
): Pick<BrokerReads, 'activities' | 'notices'> {
  return {
    activities: (after) =>
      readAllActivities((last) =>
        trading('/v2/account/activities', decodeActivities, {
          after,
          direction: 'asc',
          page_size: String(ACTIVITY_PAGE),
          ...(last !== undefined && { page_token: last }),
        }),
      ),
    notices: async ({ symbols, from, to }) => {
      // An empty list of symbols on the wire would mean every symbol.
      if (symbols.length === 0) return [];
      const rows = await noticeRows(data, { symbols: symbols.join(','), start: from, end: to });
      return readNotices(rows).filter(({ symbol }) => symbols.includes(symbol));
    },
  };
}

async function noticeRows(data: Must, asked: Params): Promise<readonly ActionRow[]> {
  const rows: ActionRow[] = [];
  const path = '/v1/corporate-actions';
  let token: string | null = null;
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const params: Params = {
      ...asked,
      limit: String(ROWS_PER_PAGE),
      ...(token !== null && { page_token: token }),
    };
    const answer = await data(path, decodeActionsPage, params);
    rows.push(...answer.rows);
    if (answer.nextPageToken === null) return rows;
    token = answer.nextPageToken;
  }
  throw new BrokerError('unreadable', `GET ${path}: more than ${MAX_PAGES} pages`);
}
