import { describe, expect, it } from 'vitest';

import { datesStated, saysNoCandidates } from '../../src/contracts/earnings-report-day.ts';
import { parseOutline } from '../../src/contracts/earnings-report-outline.ts';

describe('a report, of its day', () => {
  it.each([
    'No Qualifying Gap-Up Stocks Found',
    'No stocks met the criteria today',
    'No trade candidates',
    '0 candidates qualified',
    'Nothing qualified this morning',
  ])('says that there are no candidates: %s', (text) => {
    expect(saysNoCandidates(parseOutline(`<p>${text}</p>`))).toBe(true);
  });

  it.each([
    'No A-Grade stocks found',
    'No grade B candidates today',
    'There is no reason to sell',
    '10 candidates found',
    'Stocks found today: 3',
  ])('does not say so: %s', (text) => {
    expect(saysNoCandidates(parseOutline(`<p>${text}</p>`))).toBe(false);
  });

  it('states the dates of its title and header, not those of its cards', () => {
    const html =
      '<title>2026-02-17</title><header><p>Feb 17th, 2026</p><p>February 31, 2026</p></header><article><header>2026-02-13</header></article><p>2026-02-12</p>';
    expect(datesStated(parseOutline(html))).toEqual(['2026-02-17']);
  });
});
