import { expect, it } from 'vitest';

import { stateChanges } from '../../../src/adapters/bundle/state-changes.ts';
import type { Cell, StateRows } from '../../../src/contracts/run-bundle.ts';

function rowsOf(...rows: Cell[][]): StateRows {
  const table = { name: 'orders', key: ['id'], columns: ['id', 'status'], rows, omitted_to: 0 };
  return { schema_version: 1, tables: [table] };
}

it('tells what a run added, changed and removed, and nothing that stayed', () => {
  const before = rowsOf([1, 'new'], [2, 'new'], [3, 'filled']);
  const after = rowsOf([1, 'filled'], [3, 'filled'], [4, null]);
  expect(stateChanges(before, after)).toEqual([
    {
      table: 'orders',
      key: '1',
      before: { id: 1, status: 'new' },
      after: { id: 1, status: 'filled' },
    },
    { table: 'orders', key: '4', before: null, after: { id: 4, status: null } },
    { table: 'orders', key: '2', before: { id: 2, status: 'new' }, after: null },
  ]);
});
