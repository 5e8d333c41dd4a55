/** Corners of the protocol that no other story comes into. */
import { execute, plan, type Scenario } from '../scenario.ts';
import { BASE, configWith, HELD_AND_FALL, MONDAY, NEWS_ON_MONDAY, STOCKS } from './days.ts';

const BOTH = [...NEWS_ON_MONDAY, { ticker: 'MORE', price: 20, score: 70 }];

export const CORNERS: readonly Scenario[] = [
  {
    ...BASE,
    name: 'room for one of two until the sell is done',
    about: ['F47', 'F60'],
    config: configWith({ max_positions: 3 }),
    before: HELD_AND_FALL,
    steps: [
      plan(MONDAY, BOTH),
      execute(MONDAY, '09:15', 'place'),
      execute(MONDAY, '09:20', 'place'),
      execute(MONDAY, '09:31', 'settle'),
      execute(MONDAY, '09:33'),
    ],
  },
  {
    ...BASE,
    name: 'the stop of a split stock has filled at the open',
    about: ['F22', 'F30'],
    stocks: { ...STOCKS, HELD: { steady: 100, from: { [MONDAY]: 50 } } },
    splits: [{ ticker: 'HELD', exDate: MONDAY, ratio: 2 }],
    steps: [plan(MONDAY, NEWS_ON_MONDAY), execute(MONDAY, '09:31')],
  },
];
