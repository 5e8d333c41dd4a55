import { join } from 'node:path';

import { afterEach, describe, expect, it } from 'vitest';

import { readRecordedTrades } from '../../../src/adapters/sqlite/recorded-trades.ts';
import { openStateStore } from '../../../src/adapters/sqlite/state-store.ts';
import { sessionDate } from '../../../src/domain/session-date.ts';
import { closedTrade } from '../../../src/plans/simulated-session.ts';
import { dollars, position } from '../../domain/sample.ts';
import { temporaryFolder } from './temporary-folder.ts';

const folder = temporaryFolder();
afterEach(() => {
  folder.remove();
});

describe('the trades a state database remembers', () => {
  it('are those of both books, closed and open, in the order of their entries', async () => {
    const path = join(folder.path, 'state.db');
    const { store, close } = await openStateStore(path);
    const held = position('AMZN', { entryDate: sessionDate('2015-10-23') });
    const sold = position('MSFT', { entryDate: sessionDate('2015-10-22') });
    const exit = {
      exitDate: sessionDate('2015-11-02'),
      exitPrice: dollars('52.85'),
      exitReason: 'trend_break' as const,
    };
    store.openPosition({ ...held, targetShares: held.shares });
    const soldId = store.openPosition({ ...sold, targetShares: sold.shares });
    store.closePosition(closedTrade({ ...sold, positionId: soldId }, exit));
    store.saveShadowBook('nwl_p4', sessionDate('2015-11-02'), {
      positions: [{ ...held, positionId: 1 }],
      closed: [],
    });
    close();

    const { executed, shadow } = await readRecordedTrades(path, 'nwl_p4');
    const entryOf = ({ ticker, entryDate, entryPrice, shares }: typeof held) => ({
      ...{ ticker, entryDate, entryPrice, shares },
    });
    const ended = { date: exit.exitDate, price: exit.exitPrice, reason: exit.exitReason };
    expect(executed).toEqual([
      { ...entryOf(sold), exit: ended },
      { ...entryOf(held), exit: null },
    ]);
    expect(shadow).toEqual([{ ...entryOf(held), exit: null }]);
    expect((await readRecordedTrades(path, 'another')).shadow).toEqual([]);
  });
});
