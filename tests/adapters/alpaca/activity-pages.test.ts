import { describe, expect, it } from 'vitest';

import { ACTIVITY_PAGE, readAllActivities } from '../../../src/adapters/alpaca/activity-pages.ts';
import { activity } from '../../rules/reconcile-sample.ts';

const rows = (from: number, count: number) =>
  Array.from({ length: count }, (_unused, at) => activity({ id: `a-${from + at}` }));

describe('activities', () => {
  it('are read page by page to the end, each page after the last row [F15]', async () => {
    const asked: (string | undefined)[] = [];
    const pages = [rows(0, ACTIVITY_PAGE), rows(ACTIVITY_PAGE, 3)];
    const read = await readAllActivities((after) => {
      asked.push(after);
      return Promise.resolve(pages.shift() ?? []);
    });
    expect(read).toHaveLength(ACTIVITY_PAGE + 3);
    expect(asked).toEqual([undefined, `a-${ACTIVITY_PAGE - 1}`]);
  });

  it('that go round in a circle are no answer [F15]', async () => {
    const circle = readAllActivities(() => Promise.resolve(rows(0, ACTIVITY_PAGE)));
    await expect(circle).rejects.toThrow('nothing new');
  });

  it('that do not end are no answer', async () => {
    let at = 0;
    const endless = readAllActivities(() => {
      at += ACTIVITY_PAGE;
      return Promise.resolve(rows(at, ACTIVITY_PAGE));
    });
    await expect(endless).rejects.toThrow('more than 200 pages');
  });
});
