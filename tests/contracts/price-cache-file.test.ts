import { describe, expect, it } from 'vitest';

import { decodePriceCache, encodePriceCache } from '../../src/contracts/price-cache-file.ts';
import type { Bar } from '../../src/domain/bar.ts';
import { sessionDate } from '../../src/domain/session-date.ts';
import { ticker } from '../../src/domain/ticker.ts';

const AAPL = ticker('AAPL');

function bar(date: string, close: number): Bar {
  return { date: sessionDate(date), open: 110, high: 112, low: 109, close, volume: 5 };
}

const PRICES = {
  from: sessionDate('2015-10-17'),
  to: sessionDate('2015-10-20'),
  bars: [bar('2015-10-19', 111), bar('2015-10-20', 110.5)],
};
const FILE = encodePriceCache('alpaca-sip', AAPL, PRICES);

describe('the file of cached prices', () => {
  it('is read back as it was written', () => {
    expect(decodePriceCache(FILE, 'alpaca-sip', AAPL)).toEqual({ ok: true, value: PRICES });
  });

  it('has one bar on a line', () => {
    expect(FILE.split('\n')).toHaveLength(5);
  });

  it.each([
    ['was cut off', FILE.slice(0, -20), 'not JSON'],
    ['is empty', '', 'invalid'],
    ['has another version', FILE.replace('"version":1', '"version":2'), 'version'],
    ['has a key of someone else', FILE.replace('{', '{"x":1,'), 'x'],
    ['is about another stock', FILE.replace('AAPL', 'MSFT'), 'it is about MSFT from alpaca-sip'],
    ['is from another source', FILE.replace('alpaca-sip', 'fmp'), 'it is about AAPL from fmp'],
    ['lost its last bar', FILE.replace(/,\n\["2015-10-20.*\]/, ''), 'do not fit its span'],
    [
      'claims more than it has',
      FILE.replace('"to":"2015-10-20"', '"to":"2015-10-23"'),
      'do not fit',
    ],
    [
      'has a bar outside its span',
      FILE.replace('"from":"2015-10-17"', '"from":"2015-10-20"'),
      'do not fit',
    ],
    ['has a bar twice', FILE.replace('2015-10-19', '2015-10-20'), '2015-10-20 occurs twice'],
    ['has a price that cannot be', FILE.replace('110.5', '210.5'), 'close 210.5 lies outside'],
  ])('is refused when it %s', (_, text, problem) => {
    const decoded = decodePriceCache(text, 'alpaca-sip', AAPL);
    expect(decoded.ok).toBe(false);
    expect((decoded.ok ? '' : decoded.problem).toLowerCase()).toContain(problem.toLowerCase());
  });
});
