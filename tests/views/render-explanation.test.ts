import { expect, it } from 'vitest';

import { NO_PAINT } from '../../src/views/paint.ts';
import { renderExplanations } from '../../src/views/render-explanation.ts';

it('lays names, values and origins in columns, and the weeks under them', () => {
  const weeks = [
    {
      weekEnding: '2026-01-09',
      close: 95,
      indicator: 99.090909,
      completedWeeks: 2,
      verdict: 'exit',
    },
    {
      weekEnding: '2026-01-16',
      close: null,
      indicator: null,
      completedWeeks: 0,
      verdict: 'in_transition',
    },
  ];
  const facts = [
    { name: 'shares', value: 200, from: 'floor(10000 / 50.00)' },
    { name: 'gap %', value: null },
  ];
  const explanation = {
    ...{ ticker: 'AAPL', book: 'ema_p10', heading: 'session 2026-01-12' },
    sections: [{ title: 'decision: entry', facts, weeks }],
  };
  expect(renderExplanations([explanation], NO_PAINT).split('\n')).toEqual([
    'AAPL · ema_p10 session 2026-01-12',
    '  decision: entry',
    '    shares  200  (floor(10000 / 50.00))',
    '    gap %   none',
    '    week ending    close  indicator  weeks  verdict',
    '    2026-01-09        95    99.0909      2  exit',
    '    2026-01-16      none       none      0  in transition',
  ]);
});
