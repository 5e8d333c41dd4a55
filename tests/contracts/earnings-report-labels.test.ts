import { describe, expect, it } from 'vitest';

import { labelKind, pairLabels } from '../../src/contracts/earnings-report-labels.ts';
import { parseOutline } from '../../src/contracts/earnings-report-outline.ts';

const pairs = (html: string) => {
  const outline = parseOutline(html);
  return [...pairLabels(outline)].map(
    ([index, label]) => `${label}=${outline.pieces[index]?.text ?? ''}`,
  );
};

describe('a label', () => {
  it.each([
    ['Total Score:', 'total'],
    ['Overall Rating', 'total'],
    ['Total Revenue', 'other'],
    ['Score', 'score'],
    ['Price (USD)', 'price'],
    ['Price Target', 'other'],
    ['Price Momentum', 'other'],
    ['Gap Up', 'gap'],
    ['Gap Success', 'other'],
    ['MA200', 'other'],
  ])('%s is of kind %s', (label, kind) => {
    expect(labelKind(label)).toBe(kind);
  });

  it('stands beside its value, before or behind it', () => {
    expect(
      pairs('<p><i>Price</i> <i>$17.00</i></p><p><i>$25.00</i> <i>Price Target</i></p>'),
    ).toEqual(['Price=$17.00', 'Price Target=$25.00']);
  });

  it('heads the column of its values', () => {
    const table =
      '<table><tr><th>Ticker</th><th>Score</th></tr><tr><td>AMD</td><td>88</td></tr><tr><td>A</td><td>61</td></tr></table>';
    expect(pairs(table)).toEqual(['Ticker=AMD', 'Score=88', 'Ticker=A', 'Score=61']);
  });

  it('in a row of labels and values goes the way in which all of them fit', () => {
    const row = (texts: string) =>
      pairs(
        texts
          .split(' | ')
          .map((text) => `<i>${text}</i>\n`)
          .join('<br>'),
      );
    expect(row('Price | $17.00 | Gap | +7%')).toEqual(['Price=$17.00', 'Gap=+7%']);
    expect(row('$17.00 | Price | $25.00 | Price Target')).toEqual([
      'Price=$17.00',
      'Price Target=$25.00',
    ]);
    expect(row('$17.00 | Price | $25.00 | Price Target | $30.00')).toEqual([
      '?=$17.00',
      '?=$25.00',
      '?=$30.00',
    ]);
  });
});
