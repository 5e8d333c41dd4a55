import { describe, expect, it } from 'vitest';

import { inProcessTransport } from '../../../src/adapters/alpaca/in-process-transport.ts';
import { Secret } from '../../../src/adapters/environment/secret.ts';
import {
  createAlpacaPriceSource,
  type AlpacaPriceOptions,
} from '../../../src/adapters/prices/alpaca-price-source.ts';
import { CommandError } from '../../../src/domain/outcome.ts';
import { sessionDate } from '../../../src/domain/session-date.ts';
import { ticker } from '../../../src/domain/ticker.ts';
import { BrokerError } from '../../../src/ports/broker.ts';
import { countingClock, DATA, KEY_ID, SECRET_KEY, START } from '../alpaca/alpaca-fixture.ts';
import { errorOf, everythingPrintable, recording, reply, scripted } from './price-fixture.ts';

const ECHO = `you sent ${KEY_ID} and ${SECRET_KEY}`;
const AAPL = ticker('AAPL');
const BRK = ticker('BRK.B');
const FROM = sessionDate('2015-10-29');
const TO = sessionDate('2015-11-02');
const EMPTY = '{"bars":{},"next_page_token":null}';

function connect(answers: readonly (() => Response)[], changes: Partial<AlpacaPriceOptions> = {}) {
  const { asked, fetch } = scripted(...answers);
  const clock = countingClock();
  const source = createAlpacaPriceSource({
    dataOrigin: DATA,
    feed: 'sip',
    credentials: { keyId: new Secret(KEY_ID), secretKey: new Secret(SECRET_KEY) },
    clock,
    transport: inProcessTransport(fetch),
    ...changes,
  });
  return { source, asked, clock };
}

const PAGES = [reply(recording('bars-page-1')), reply(recording('bars-page-2'))];

describe('bars from Alpaca', () => {
  it('are put together from all pages', async () => {
    const { source, asked } = connect(PAGES);
    const { bars, findings } = await source.bars([AAPL, BRK], FROM, TO);
    expect(bars.get(AAPL)?.map(({ date, close }) => [date, close])).toEqual([
      ['2015-10-29', 120.53],
      ['2015-10-30', 119.5],
      ['2015-11-02', 121.18],
    ]);
    expect(bars.get(BRK)?.map(({ date }) => date)).toEqual(['2015-10-29', '2015-11-02']);
    expect(findings).toEqual([]);
    expect(asked.map(({ url }) => url.searchParams.get('page_token'))).toEqual([
      null,
      'QUFQTHxEfDIwMTUtMTAtMzA=',
    ]);
  });

  it('are asked for raw, by the day, from a named feed, with midnight in New York at both ends', async () => {
    const { source, asked } = connect(PAGES);
    await source.bars([AAPL, BRK, AAPL], FROM, TO);
    expect(asked[0]?.url.pathname).toBe('/v2/stocks/bars');
    expect(Object.fromEntries(asked[0]?.url.searchParams ?? [])).toEqual({
      symbols: 'AAPL,BRK.B',
      timeframe: '1Day',
      adjustment: 'raw',
      asof: '2015-11-02',
      feed: 'sip',
      start: '2015-10-29T00:00:00-04:00',
      end: '2015-11-02T00:00:00-05:00',
      limit: '10000',
    });
    expect(asked[0]?.headers.get('APCA-API-KEY-ID')).toBe(KEY_ID);
  });

  it('come from the consolidated tape when the delayed one is configured', async () => {
    const { source, asked } = connect([reply(EMPTY)], { feed: 'delayed_sip' });
    await source.bars([AAPL], FROM, TO);
    expect(asked[0]?.url.searchParams.get('feed')).toBe('sip');
  });

  it('are missed aloud', async () => {
    const { source } = connect([reply(EMPTY)]);
    const { bars, findings } = await source.bars([AAPL], FROM, TO);
    expect(bars.size).toBe(0);
    expect(findings.map(({ code, message }) => [code, message])).toEqual([
      ['NO_BARS', 'alpaca has no bars of AAPL from 2015-10-29 to 2015-11-02'],
    ]);
  });

  it('of a stock nobody asked for are ignored', async () => {
    const { source } = connect(PAGES);
    const { bars } = await source.bars([BRK], FROM, TO);
    expect([...bars.keys()]).toEqual(['BRK.B']);
  });

  it('that cannot be true are left out with a finding', async () => {
    const { source } = connect([reply(recording('bars-page-2').replace('119.61', '219.61'))]);
    const { bars, findings } = await source.bars([AAPL, BRK], FROM, TO);
    expect(bars.has(AAPL)).toBe(false);
    expect(findings.map(({ message }) => message)).toContain(
      'alpaca AAPL: 2015-11-02: low 219.61 lies above high 121.36; the row is left out',
    );
  });

  it('of nothing are not asked for', async () => {
    const { source, asked } = connect([]);
    expect((await source.bars([], FROM, TO)).bars.size).toBe(0);
    expect(asked).toEqual([]);
  });

  it('of many stocks are asked for a hundred at a time', async () => {
    const { source, asked } = connect([reply(EMPTY)]);
    const letters = 'A B C D E F G H I J K L M N O P'.split(' ');
    const tickers = letters.flatMap((a) => letters.map((b) => ticker(`${a}${b}`))).slice(0, 250);
    await source.bars(tickers, FROM, TO);
    const sizes = asked.map(({ url }) => url.searchParams.get('symbols')?.split(',').length);
    expect(sizes).toEqual([100, 100, 50]);
  });
});

describe('corporate actions from Alpaca', () => {
  it('are looked for around the span, and told by their ex-date', async () => {
    const { source, asked } = connect([reply(recording('corporate-actions'))]);
    const span = [sessionDate('2015-07-15'), sessionDate('2015-07-31')] as const;
    const { actions } = await source.corporateActions([ticker('NFLX'), AAPL], ...span);
    expect(actions).toEqual([{ type: 'split', ticker: 'NFLX', exDate: '2015-07-15', ratio: 7 }]);
    expect(Object.fromEntries(asked[0]?.url.searchParams ?? [])).toEqual({
      symbols: 'NFLX,AAPL',
      start: '2015-07-01',
      end: '2015-09-29',
      limit: '1000',
    });
  });
});

describe('a read that fails', () => {
  it('is tried again after a 429, when the limit is reset', async () => {
    const reset = { 'X-RateLimit-Reset': String(START / 1_000 + 20) };
    const { source, asked, clock } = connect([reply('{}', 429, reset), ...PAGES]);
    expect((await source.bars([AAPL], FROM, TO)).bars.get(AAPL)).toHaveLength(3);
    expect(asked).toHaveLength(3);
    expect(clock.sleeps).toEqual([21_000]);
  });

  it('is given up after four tries', async () => {
    const { source, asked } = connect([reply('down', 500)]);
    const error = await errorOf(source.bars([AAPL], FROM, TO));
    expect(error).toBeInstanceOf(BrokerError);
    expect(error).toMatchObject({ kind: 'unreachable' });
    expect(asked).toHaveLength(4);
  });

  it('on the second page fails the whole: half of the bars is no answer', async () => {
    const { source } = connect([reply(recording('bars-page-1')), reply('down', 500)]);
    expect(await errorOf(source.bars([AAPL], FROM, TO))).toMatchObject({ kind: 'unreachable' });
  });

  it('is no endless list of pages', async () => {
    const { source, asked } = connect([reply(recording('bars-page-1'))]);
    const error = await errorOf(source.bars([AAPL], FROM, TO));
    expect(error).toMatchObject({ kind: 'unreadable' });
    expect(String(error)).toContain('go round in a circle');
    expect(asked).toHaveLength(2);
  });

  it('says what to do when the plan does not include the feed', async () => {
    const body = '{"message":"subscription does not permit querying recent SIP data"}';
    const error = await errorOf(connect([reply(body, 403)]).source.bars([AAPL], FROM, TO));
    expect(error).toBeInstanceOf(CommandError);
    expect(error).toMatchObject({
      outcome: 'broker-unreachable',
      remedy: 'set broker.data_feed to iex, or ask again 20 minutes later',
    });
  });

  it.each([
    ['401', reply('{"message":"unauthorized."}', 401), 'unauthorized'],
    ['a wrong address', reply('{"message":"endpoint not found"}', 404), 'unreadable'],
    ['malformed JSON', reply('{"bars":{"AAPL":[{"t"'), 'unreadable'],
    ['no bars at all', reply('{}'), 'unreadable'],
    ['a page of HTML', reply('<html>', 404), 'unreadable'],
  ])('never becomes an empty answer: %s', async (_, answer, kind) => {
    expect(await errorOf(connect([answer]).source.bars([AAPL], FROM, TO))).toMatchObject({ kind });
  });

  it.each([
    ['401', reply(`{"message":"${ECHO}"}`, 401)],
    ['502', reply(ECHO, 502)],
    ['malformed JSON', reply(`{"${ECHO}`)],
    ['a wrong shape', reply(`{"bars":{"${ECHO}":[{}]}}`)],
    ['a redirect', reply('', 302, { Location: `https://evil.example/${KEY_ID}` })],
  ])('shows no key: %s', async (_, answer) => {
    const { source } = connect([answer]);
    const shown = everythingPrintable(await errorOf(source.bars([AAPL], FROM, TO)));
    expect(shown).toContain('Error');
    expect(shown).not.toContain(KEY_ID);
    expect(shown).not.toContain(SECRET_KEY);
  });
});
