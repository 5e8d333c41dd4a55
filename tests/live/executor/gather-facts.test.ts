import { describe, expect, it } from 'vitest';

import { entryDeadline, whyClosed } from '../../../live/executor/gather-facts.ts';
import { flatFriday, FRIDAY } from './friday.ts';

const NINE_THIRTY = Date.parse('2015-10-23T09:30:00-04:00');

describe('the time for entries', () => {
  it('ends five minutes after the open, to the millisecond [F47]', async () => {
    const day = await flatFriday();
    const sources = await day.sources();
    expect(entryDeadline(sources)).toBe(NINE_THIRTY + 5 * 60_000);
    day.advance(FRIDAY, '09:35');
    expect(whyClosed(sources)).toBeNull();
    day.engine.advanceTo(NINE_THIRTY + 5 * 60_000 + 1);
    expect(whyClosed(sources)).toMatchObject({ code: 'AFTER_CUTOFF' });
  });

  it('ends with the session for who skips the check of the time', async () => {
    const day = await flatFriday();
    const sources = { ...(await day.sources()), skipTimeCheck: true };
    expect(entryDeadline(sources)).toBe(Date.parse('2015-10-23T16:00:00-04:00'));
    day.advance(FRIDAY, '15:59');
    expect(whyClosed(sources)).toBeNull();
    day.advance(FRIDAY, '16:00');
    expect(whyClosed(sources)).toMatchObject({ code: 'AFTER_CLOSE' });
  });
});
