import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { restoreState } from '../../../src/adapters/sqlite/state-dump.ts';
import { openStateStore } from '../../../src/adapters/sqlite/state-store.ts';
import type { StateRows } from '../../../src/contracts/run-bundle.ts';
import { runInProcess } from '../../support/command-in-process.ts';
import { tradeDay } from '../../support/trading-day.ts';
import { tradingFolder, type TradingFolder } from '../../support/trading-folder.ts';

let folder: TradingFolder;

beforeAll(async () => {
  folder = tradingFolder({ NEWS: { steady: 50 } });
  const report = folder.report('2015-10-22', [{ ticker: 'NEWS', price: 50 }]);
  await tradeDay(runInProcess, folder, '2015-10-22', report);
});

afterAll(() => {
  folder.remove();
});

async function rowsOfFile(before?: StateRows): Promise<StateRows> {
  const { rows, close } = await openStateStore(`${folder.path}/live/state.db`);
  try {
    return rows(before);
  } finally {
    close();
  }
}

function rowsIn(state: StateRows, name: string): number {
  return state.tables.find((table) => table.name === name)?.rows.length ?? 0;
}

describe('the state as rows', () => {
  it('is restored to a database that reads the same, down to the next ids', async () => {
    const rows = await rowsOfFile();
    const restored = await restoreState(JSON.parse(JSON.stringify(rows)) as StateRows);
    const again = restored.rows();
    restored.close();
    const read = (state: StateRows) => state.tables.map(({ name, rows: own }) => [name, own]);
    expect(read(again)).toEqual(read(rows));
    expect(rowsIn(rows, 'positions')).toBe(1);
  });

  it('leaves out events and findings of the past, which no run reads', async () => {
    const rows = await rowsOfFile();
    const events = rows.tables.find(({ name }) => name === 'order_events');
    expect(events?.rows).toEqual([]);
    expect(events?.omitted_to).toBeGreaterThan(0);
    expect(await rowsOfFile(rows)).toEqual(rows);
  });

  it('of a later schema than this program knows is refused', async () => {
    const rows = await rowsOfFile();
    await expect(restoreState({ ...rows, schema_version: 99 })).rejects.toThrow(
      'schema version 99',
    );
  });
});
