import { describe, expect, it } from 'vitest';

import { at, FRI, MON } from '../../paper-broker/paper-world.ts';
import { client } from './emulator-client.ts';

describe('the latest trades, quotes and bars over HTTP', () => {
  it('of many symbols are keyed by symbol; unknown ones are absent', async () => {
    const emulator = client();
    emulator.engine.advanceTo(at(FRI, '12:00'));
    // A third of the session has passed: AAPL has seen its low of 95.
    expect(await emulator.get('/v2/stocks/trades/latest?symbols=AAPL,NOPE&feed=sip')).toEqual({
      trades: {
        AAPL: { t: '2015-10-23T16:00:00.000Z', x: 'V', p: 95, s: 100, c: ['@'], i: 1, z: 'A' },
      },
    });
    expect(await emulator.get('/v2/stocks/quotes/latest?symbols=AAPL')).toMatchObject({
      quotes: { AAPL: { ap: 95, bp: 95, as: 100, bs: 100 } },
    });
    expect(await emulator.get('/v2/stocks/bars/latest?symbols=AAPL')).toMatchObject({
      bars: { AAPL: { t: '2015-10-23T16:00:00.000Z', o: 95, h: 95, l: 95, c: 95 } },
    });
  });

  it('of one symbol stand beside it', async () => {
    const emulator = client();
    expect(await emulator.get('/v2/stocks/AAPL/trades/latest')).toMatchObject({
      symbol: 'AAPL',
      trade: { p: 100 },
    });
    expect(await emulator.get('/v2/stocks/AAPL/quotes/latest')).toMatchObject({
      symbol: 'AAPL',
      quote: { ap: 100 },
    });
    expect(await emulator.get('/v2/stocks/AAPL/bars/latest')).toMatchObject({
      symbol: 'AAPL',
      bar: { c: 100 },
    });
    expect((await emulator.call('GET', '/v2/stocks/NOPE/trades/latest')).status).toBe(404);
  });

  it('stand still at the close when the session is over', async () => {
    const emulator = client();
    emulator.engine.advanceTo(at(FRI, '21:00'));
    expect(await emulator.get('/v2/stocks/AAPL/trades/latest')).toMatchObject({
      trade: { t: '2015-10-23T20:00:00.000Z', p: 108 },
    });
    emulator.engine.advanceTo(at(MON, '03:00'));
    expect(await emulator.get('/v2/stocks/AAPL/trades/latest')).toMatchObject({
      trade: { t: '2015-10-23T20:00:00.000Z', p: 108 },
    });
  });

  it('need symbols', async () => {
    expect(await client().call('GET', '/v2/stocks/trades/latest')).toMatchObject({
      status: 400,
      body: { message: 'symbols is required' },
    });
  });
});

describe('snapshots over HTTP', () => {
  it('are a map of symbols without anything around it', async () => {
    const emulator = client();
    emulator.engine.advanceTo(at(FRI, '14:00'));
    expect(await emulator.get('/v2/stocks/snapshots?symbols=AAPL,NOPE')).toMatchObject({
      AAPL: {
        latestTrade: { p: 110 },
        latestQuote: { ap: 110 },
        minuteBar: { c: 110 },
        // Low and high have been seen, the close of 108 has not.
        dailyBar: { t: '2015-10-23T04:00:00.000Z', o: 100, h: 110, l: 95, c: 110, v: 0 },
        prevDailyBar: { t: '2015-10-22T04:00:00.000Z', c: 100 },
      },
    });
  });

  it('have the whole bar of the day after the close, and the last one before 04:00', async () => {
    const emulator = client();
    emulator.engine.advanceTo(at(FRI, '16:00'));
    const finished = { dailyBar: { c: 108, v: 1_000_000 }, prevDailyBar: { c: 100 } };
    expect(await emulator.get('/v2/stocks/AAPL/snapshot')).toMatchObject({
      symbol: 'AAPL',
      ...finished,
    });
    emulator.engine.advanceTo(at(MON, '03:59'));
    expect(await emulator.get('/v2/stocks/AAPL/snapshot')).toMatchObject(finished);
    emulator.engine.advanceTo(at(MON, '04:00'));
    expect(await emulator.get('/v2/stocks/AAPL/snapshot')).toMatchObject({
      dailyBar: { o: 107, h: 107, l: 107, c: 107 },
      prevDailyBar: { c: 108 },
    });
  });
});
