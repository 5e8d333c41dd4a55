/** Corners of the protocol that no other story comes into. */
import { workingOrders } from '../../../src/paper-broker/paper-state.ts';
import { behave, change, execute, plan, type Scenario } from '../scenario.ts';
import type { World } from '../world.ts';
import { BASE, configWith, FRIDAY, HELD_AND_FALL, MONDAY, NEWS_ON_MONDAY, STOCKS } from './days.ts';

const BOTH = [...NEWS_ON_MONDAY, { ticker: 'MORE', price: 20, score: 70 }];

function cancelBuys({ engine }: World): void {
  for (const { id, side } of workingOrders(engine.state)) if (side === 'buy') engine.cancel(id);
}

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
    steps: [plan(MONDAY, NEWS_ON_MONDAY, '09:31'), execute(MONDAY, '09:32')],
  },
  {
    ...BASE,
    // The other part is sold at the open of Monday, and each share on Monday is half of one on Friday.
    name: 'a stop fills on both sides of a split',
    about: ['F23', 'F30'],
    isUneven: true,
    stocks: {
      ...STOCKS,
      HELD: { steady: 100, days: { [FRIDAY]: [99, 99, 85, 88] }, from: { [MONDAY]: 44 } },
    },
    splits: [{ ticker: 'HELD', exDate: MONDAY, ratio: 2 }],
    before: HELD_AND_FALL.slice(0, 2),
    steps: [
      behave(`${FRIDAY} 09:00`, { partialFillChance: 1 }),
      behave(`${FRIDAY} 17:00`, { partialFillChance: 0 }),
      plan(MONDAY, NEWS_ON_MONDAY, '09:31'),
      execute(MONDAY, '09:32'),
    ],
  },
  {
    ...BASE,
    name: 'a stop fills in two parts',
    about: ['F23'],
    isUneven: true,
    stocks: { ...STOCKS, HELD: { steady: 100, days: { [FRIDAY]: [99, 99, 85, 88] } } },
    before: HELD_AND_FALL.slice(0, 2),
    steps: [
      behave(`${FRIDAY} 09:00`, { partialFillChance: 1 }),
      plan(FRIDAY, null),
      execute(FRIDAY),
      execute(FRIDAY, '13:50'),
      behave(`${FRIDAY} 15:45`, { partialFillChance: 0 }),
      plan(MONDAY, NEWS_ON_MONDAY),
      execute(MONDAY),
    ],
  },
  {
    ...BASE,
    // Reads lag longer than this run waits between two looks: they show less than what is booked.
    name: 'fills in part, looked at every two seconds',
    about: ['F14', 'F19'],
    isUneven: true,
    config: configWith({}, { poll_interval_ms: 2_000, poll_timeout_ms: 20_000 }),
    steps: [
      behave(`${MONDAY} 09:00`, { partialFillChance: 0.7 }),
      plan(MONDAY, NEWS_ON_MONDAY),
      execute(MONDAY, '09:29'),
    ],
  },
  {
    ...BASE,
    name: 'the owner cancels an entry that has filled in part',
    about: ['F19', 'F58'],
    isUneven: true,
    steps: [
      behave(`${MONDAY} 09:00`, { partialFillChance: 0.95 }),
      plan(MONDAY, NEWS_ON_MONDAY),
      execute(MONDAY, '09:15', 'place'),
      change(`${MONDAY} 09:31`, 'the entry of NEWS', cancelBuys),
      execute(MONDAY, '09:32', 'settle'),
    ],
  },
  {
    ...BASE,
    name: 'the account is blocked, and nothing is to be sold',
    about: ['F59'],
    isUneven: true,
    before: [],
    steps: [
      plan(MONDAY, NEWS_ON_MONDAY),
      change(`${MONDAY} 09:10`, 'blocked', ({ engine }) => {
        engine.configure({ flags: { tradingBlocked: true } });
      }),
      execute(MONDAY),
    ],
  },
];
