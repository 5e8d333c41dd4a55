import { describe, expect, it } from 'vitest';

import { inProcessTransport } from '../../../src/adapters/alpaca/in-process-transport.ts';
import { Secret } from '../../../src/adapters/environment/secret.ts';
import { createFmpPriceSource } from '../../../src/adapters/prices/fmp-price-source.ts';
import { CommandError } from '../../../src/domain/outcome.ts';
import { sessionDate } from '../../../src/domain/session-date.ts';
import { ticker } from '../../../src/domain/ticker.ts';
import { countingClock } from '../alpaca/alpaca-fixture.ts';
import { errorOf, everythingPrintable, recording, reply, scripted } from './price-fixture.ts';

const API_KEY = 'fmpCanary+0123456789/abcdef';
const ENCODED = encodeURIComponent(API_KEY);
const AAPL = ticker('AAPL');
const BRK = ticker('BRK.B');
const FROM = sessionDate('2015-10-29');
const TO = sessionDate('2015-11-02');

function connect(...answers: readonly (() => Response)[]) {
  const { asked, fetch } = scripted(...answers);
  const source = createFmpPriceSource({
    apiKey: new Secret(API_KEY),
    clock: countingClock(),
    transport: inProcessTransport(fetch),
  });
  return { source, asked };
}

describe('bars from FMP', () => {
  it('come in the order of their dates, without the row that has a hole', async () => {
    const { source } = connect(reply(recording('fmp-bars')));
    const { bars, findings } = await source.bars([BRK], FROM, TO);
    expect(bars.get(BRK)?.map(({ date, close }) => [date, close])).toEqual([
      ['2015-10-29', 136.8],
      ['2015-11-02', 137.71],
    ]);
    expect(findings.map(({ message }) => message)).toEqual([
      'fmp BRK.B: 2015-10-30: open NaN, high 137.5, low 135.8, close 136.02 are not all prices above zero; the row is left out',
    ]);
  });

  it('are asked for as they were traded, by the symbol FMP knows', async () => {
    const { source, asked } = connect(reply(recording('fmp-bars')));
    await source.bars([BRK], FROM, TO);
    expect(asked[0]?.url.origin).toBe('https://financialmodelingprep.com');
    expect(asked[0]?.url.pathname).toBe('/stable/historical-price-eod/non-split-adjusted');
    expect(Object.fromEntries(asked[0]?.url.searchParams ?? [])).toEqual({
      symbol: 'BRK-B',
      from: '2015-10-29',
      to: '2015-11-02',
      apikey: API_KEY,
    });
  });

  it('of many years are asked for in stretches that leave nothing out', async () => {
    const { source, asked } = connect(reply('[]'));
    await source.bars([AAPL], sessionDate('1995-01-03'), sessionDate('2015-11-02'));
    const spans = asked.map(({ url }) => [
      url.searchParams.get('from'),
      url.searchParams.get('to'),
    ]);
    expect(spans).toEqual([
      ['1995-01-03', '2004-12-30'],
      ['2004-12-31', '2014-12-28'],
      ['2014-12-29', '2015-11-02'],
    ]);
  });

  it('are missed aloud', async () => {
    const { findings } = await connect(reply('[]')).source.bars([AAPL], FROM, TO);
    expect(findings.map(({ code, subject }) => [code, subject])).toEqual([['NO_BARS', 'AAPL']]);
  });

  it('about another stock are no answer', async () => {
    const error = await errorOf(
      connect(reply(recording('fmp-bars'))).source.bars([AAPL], FROM, TO),
    );
    expect(String(error)).toContain('the answer is about BRK-B');
  });
});

describe('corporate actions from FMP', () => {
  it('are splits and dividends with an ex-date in the span', async () => {
    const { source, asked } = connect(
      reply(recording('fmp-splits')),
      reply(recording('fmp-dividends')),
    );
    const span = [sessionDate('2014-05-08'), sessionDate('2014-12-31')] as const;
    const { actions, findings } = await source.corporateActions([AAPL], ...span);
    expect(actions).toEqual([
      { type: 'dividend', ticker: 'AAPL', exDate: '2014-05-08', cash: 3.29 },
      { type: 'split', ticker: 'AAPL', exDate: '2014-06-09', ratio: 7 },
      { type: 'spinoff', ticker: 'AAPL', exDate: '2014-08-07', cash: 0.47 },
    ]);
    expect(findings).toEqual([]);
    expect(asked.map(({ url }) => url.pathname)).toEqual(['/stable/splits', '/stable/dividends']);
  });
});

describe('a read from FMP that fails', () => {
  it('is tried again after a 429', async () => {
    const { source, asked } = connect(reply('{}', 429), reply(recording('fmp-bars')));
    expect((await source.bars([BRK], FROM, TO)).bars.get(BRK)).toHaveLength(2);
    expect(asked).toHaveLength(2);
  });

  it.each([
    [
      '500 for ever',
      reply('', 500),
      'FMP: GET /stable/historical-price-eod/non-split-adjusted: HTTP 500, after 4 tries',
    ],
    [
      '401',
      reply('{"Error Message":"Invalid API KEY."}', 401),
      'the key is refused or its plan is too small',
    ],
    ['402', reply('Premium Query Parameter', 402), 'the key is refused or its plan is too small'],
    ['404', reply('[]', 404), 'HTTP 404'],
    ['a redirect', reply('', 302, { Location: 'https://evil.example/' }), 'HTTP 302'],
    ['malformed JSON', reply('[{"symbol"'), 'the body is not JSON, or was cut off'],
    ['an error with HTTP 200', reply('{"Error Message":"Limit Reach"}'), 'expected array'],
    ['an empty body', reply(''), 'expected array'],
  ])('never becomes an empty answer: %s', async (_, answer, message) => {
    const error = await errorOf(connect(answer).source.bars([AAPL], FROM, TO));
    expect(error).toBeInstanceOf(CommandError);
    expect(error).toMatchObject({ outcome: 'broker-unreachable' });
    expect(String(error)).toContain(message);
  });

  it.each([
    ['401', reply(`{"Error Message":"${API_KEY}"}`, 401)],
    ['502', reply(API_KEY, 502)],
    ['malformed JSON', reply(`{"${API_KEY}`)],
    ['a wrong shape', reply(`[{"symbol":"${API_KEY}","date":"${ENCODED}"}]`)],
    ['another stock', reply(recording('fmp-bars').replaceAll('BRK-B', API_KEY))],
    ['another stock, encoded', reply(recording('fmp-bars').replaceAll('BRK-B', ENCODED))],
    [
      'a broken connection',
      () => {
        throw new Error(`connect to https://financialmodelingprep.com/?apikey=${API_KEY}`);
      },
    ],
  ])('shows no key: %s', async (_, answer) => {
    const error = await errorOf(connect(answer).source.bars([AAPL], FROM, TO));
    const shown = everythingPrintable(error);
    expect(error).toBeInstanceOf(CommandError);
    expect(shown).not.toContain(API_KEY);
    expect(shown).not.toContain(ENCODED);
  });
});
