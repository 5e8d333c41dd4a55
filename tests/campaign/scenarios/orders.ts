/** Exits and entries, fills in part, cancels that take their time, and a broker that says no. */
import { behave, change, execute, plan, type Scenario } from '../scenario.ts';
import {
  BASE,
  configWith,
  FRIDAY,
  HELD_AND_FALL,
  MONDAY,
  NEWS_ON_MONDAY,
  STOCKS,
  THURSDAY,
  TUESDAY,
} from './days.ts';

const BOTH = [...NEWS_ON_MONDAY, { ticker: 'MORE', price: 20, score: 70 }];
const JUMPS = { ...STOCKS, NEWS: { steady: 50, from: { [MONDAY]: 51 } } };
const CRASHES = { ...STOCKS, FALL: { ...STOCKS['FALL'], steady: 100, from: { [MONDAY]: 85 } } };
const TWO_FALL = { ...STOCKS, HELD: { ...STOCKS['FALL'], steady: 100 } };
const DAY = [plan(MONDAY, NEWS_ON_MONDAY), execute(MONDAY)];

export const ORDERS: readonly Scenario[] = [
  { ...BASE, name: 'rotation', about: ['F1', 'F2', 'F3', 'F36', 'F37'], isDeep: true, steps: DAY },
  {
    ...BASE,
    name: 'two out and two in',
    about: ['F36'],
    stocks: TWO_FALL,
    steps: [plan(MONDAY, BOTH), execute(MONDAY)],
  },
  {
    ...BASE,
    name: 'entry alone',
    about: ['F1', 'F2', 'F4'],
    isDeep: true,
    before: [],
    steps: DAY,
  },
  {
    ...BASE,
    name: 'exit alone',
    about: ['F1', 'F2', 'F25'],
    isDeep: true,
    steps: [plan(MONDAY, null), execute(MONDAY)],
  },
  {
    ...BASE,
    name: 'nothing to do',
    about: ['F47'],
    before: HELD_AND_FALL.slice(0, 2),
    steps: [plan(FRIDAY, null), execute(FRIDAY)],
  },
  {
    ...BASE,
    name: 'room only after the sell',
    about: ['F60'],
    config: configWith({ max_positions: 2 }),
    steps: DAY,
  },
  {
    ...BASE,
    name: 'placed before the open and settled after it',
    about: ['F47', 'F21'],
    steps: [
      plan(MONDAY, NEWS_ON_MONDAY),
      execute(MONDAY, '09:15', 'place'),
      execute(MONDAY, '09:31', 'settle'),
    ],
  },
  {
    ...BASE,
    name: 'a minute before the cutoff',
    about: ['F4', 'F47'],
    isDeep: true,
    steps: [plan(MONDAY, NEWS_ON_MONDAY), execute(MONDAY, '09:34')],
  },
  {
    ...BASE,
    name: 'after the cutoff',
    about: ['F47'],
    ends: [10],
    steps: [plan(MONDAY, NEWS_ON_MONDAY), execute(MONDAY, '10:00')],
  },
  {
    ...BASE,
    name: 'fills in part',
    about: ['F19', 'F20', 'F23', 'F35'],
    isUneven: true,
    steps: [behave(`${MONDAY} 09:00`, { partialFillChance: 0.7 }), ...DAY],
  },
  {
    ...BASE,
    name: 'the entry is halted',
    about: ['F27'],
    isUneven: true,
    steps: [behave(`${MONDAY} 09:00`, { haltedSymbols: ['NEWS'] }), ...DAY],
  },
  {
    ...BASE,
    name: 'the entry is halted, in part filled and slow to cancel',
    about: ['F20', 'F21', 'F24'],
    isUneven: true,
    steps: [
      behave(`${MONDAY} 09:00`, { partialFillChance: 0.9, cancelDwell: 5_000 }),
      plan(MONDAY, BOTH),
      execute(MONDAY),
    ],
  },
  {
    ...BASE,
    name: 'the exit is halted',
    about: ['F25', 'F27', 'F28'],
    isUneven: true,
    steps: [behave(`${MONDAY} 09:00`, { haltedSymbols: ['FALL'] }), ...DAY],
  },
  {
    ...BASE,
    name: 'a cancel dwells',
    about: ['F5', 'F24'],
    steps: [behave(`${MONDAY} 09:00`, { cancelDwell: 5_000 }), ...DAY],
  },
  {
    ...BASE,
    name: 'a cancel is stuck',
    about: ['F24'],
    isUneven: true,
    steps: [behave(`${MONDAY} 09:00`, { cancelDwellBySymbol: { FALL: 'stuck' } }), ...DAY],
  },
  {
    ...BASE,
    name: 'the stop fills while its cancel is pending',
    about: ['F22'],
    stocks: CRASHES,
    steps: [
      behave(`${MONDAY} 09:00`, { cancelDwell: 60_000 }),
      plan(MONDAY, NEWS_ON_MONDAY),
      execute(MONDAY, '09:29'),
    ],
  },
  {
    ...BASE,
    name: 'the stop fills at the open, before the exit',
    about: ['F22', 'F56'],
    stocks: CRASHES,
    steps: [plan(MONDAY, NEWS_ON_MONDAY), execute(MONDAY, '09:31')],
  },
  {
    ...BASE,
    name: 'the stop has filled the day before',
    about: ['F26'],
    stocks: { ...STOCKS, HELD: { steady: 100, days: { [FRIDAY]: [99, 99, 85, 88] } } },
    before: HELD_AND_FALL.slice(0, 2),
    steps: [plan(FRIDAY, null), execute(FRIDAY), ...DAY],
    isUneven: true,
  },
  {
    ...BASE,
    name: 'the fill is dearer than the plan',
    about: ['F36'],
    stocks: JUMPS,
    isDeep: true,
    steps: DAY,
  },
  {
    ...BASE,
    name: 'the leg may not be replaced',
    about: ['F9', 'F13'],
    stocks: JUMPS,
    steps: [behave(`${MONDAY} 09:00`, { legReplace: 'refused' }), ...DAY],
  },
  {
    ...BASE,
    name: 'entry and stop are not taken in one order',
    about: ['F9'],
    steps: [behave(`${MONDAY} 09:00`, { oto: 'refused' }), ...DAY],
  },
  {
    ...BASE,
    name: 'not tradable',
    about: ['F29'],
    isUneven: true,
    steps: [behave(`${MONDAY} 09:00`, { untradableSymbols: ['NEWS'] }), ...DAY],
  },
  {
    ...BASE,
    name: 'the entry is received and rejected',
    about: ['F9'],
    isUneven: true,
    steps: [behave(`${MONDAY} 09:00`, { rejectedSymbols: ['NEWS'] }), ...DAY],
  },
  {
    ...BASE,
    name: 'the exit is received and rejected, and so is its stop',
    about: ['F25'],
    isUneven: true,
    steps: [behave(`${MONDAY} 09:00`, { rejectedSymbols: ['FALL'] }), ...DAY],
  },
  {
    ...BASE,
    name: 'buying power for one of two',
    about: ['F6'],
    cash: 40_000,
    config: configWith({}, { cash_only: true }),
    isUneven: true,
    before: HELD_AND_FALL.slice(0, 2),
    steps: [plan(FRIDAY, null), execute(FRIDAY), plan(MONDAY, BOTH), execute(MONDAY)],
  },
  {
    ...BASE,
    name: 'the account is blocked',
    about: ['F59'],
    isUneven: true,
    steps: [
      plan(MONDAY, NEWS_ON_MONDAY),
      change(`${MONDAY} 09:10`, 'blocked', ({ engine }) => {
        engine.configure({ flags: { tradingBlocked: true } });
      }),
      execute(MONDAY),
    ],
  },
  {
    ...BASE,
    name: 'four days',
    about: ['F47'],
    before: [],
    steps: [
      plan(THURSDAY, [
        { ticker: 'HELD', price: 100, score: 90 },
        { ticker: 'FALL', price: 100, score: 80 },
      ]),
      execute(THURSDAY),
      plan(FRIDAY, null),
      execute(FRIDAY),
      ...DAY,
      plan(TUESDAY, [{ ticker: 'MORE', price: 20 }]),
      execute(TUESDAY),
    ],
  },
];
