import { describe, expect, it } from 'vitest';

import { at, FRI } from '../../paper-broker/paper-world.ts';
import { client } from './emulator-client.ts';

describe('the clock over HTTP', () => {
  it('has nine digits after the point and the offset of New York', async () => {
    const emulator = client();
    emulator.engine.advanceTo(at(FRI, '10:00') + 123);
    expect(await emulator.get('/v2/clock')).toEqual({
      timestamp: '2015-10-23T10:00:00.123000000-04:00',
      is_open: true,
      next_open: '2015-10-26T09:30:00-04:00',
      next_close: '2015-10-23T16:00:00-04:00',
    });
  });
});

describe('the calendar over HTTP', () => {
  it.each([
    ['five days before June 1995', '1995-06-06', '1995-06-13'],
    ['three days before September 2017', '2017-09-01', '2017-09-07'],
    ['two days from September 2017 on', '2017-09-05', '2017-09-07'],
    ['two days before the end of May 2024', '2024-05-24', '2024-05-29'],
    ['one day from then on', '2024-05-28', '2024-05-29'],
    ['not on Columbus Day, when stocks are traded', '2025-10-10', '2025-10-14'],
    ['not on Veterans Day either', '2025-11-10', '2025-11-12'],
  ])('shows settlement: %s', async (_what, date, settled) => {
    const [session] = await client().rows(`/v2/calendar?start=${date}&end=${date}`);
    expect(session).toMatchObject({ date, settlement_date: settled });
  });

  it('is asked for the sessions that settle on a date with date_type=SETTLEMENT', async () => {
    const path = '/v2/calendar?start=2017-09-07&end=2017-09-07&date_type=SETTLEMENT';
    const sessions = await client().rows(path);
    expect(sessions.map(({ date }) => date)).toEqual(['2017-09-01', '2017-09-05']);
  });

  it('takes instants for their dates and is empty on a weekend', async () => {
    const path = '/v2/calendar?start=2015-10-24T00:00:00Z&end=2015-10-25T00:00:00Z';
    expect(await client().get(path)).toEqual([]);
  });

  it.each([
    ['start=yesterday', 'invalid start: yesterday'],
    ['date_type=OTHER', 'invalid date_type'],
  ])('refuses %s with 422', async (query, message) => {
    expect(await client().call('GET', `/v2/calendar?${query}`)).toMatchObject({
      status: 422,
      body: { code: 40010001, message },
    });
  });
});
