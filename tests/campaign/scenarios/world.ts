/** Calendar, splits, people, files and the machine. */
import { sessionDate } from '../../../src/domain/session-date.ts';
import { cancelByHand, tradeByHand } from '../owner.ts';
import { change, editFile, execute, plan, type Scenario } from '../scenario.ts';
import {
  BASE,
  configWith,
  FRIDAY,
  HELD_AND_FALL,
  MONDAY,
  NEWS_ON_MONDAY,
  STOCKS,
  THURSDAY,
} from './days.ts';

const DAY = [plan(MONDAY, NEWS_ON_MONDAY), execute(MONDAY)];
const HELD_ONLY = [{ ticker: 'HELD', price: 100 }];
const SPLIT = { HELD: { steady: 100, from: { [MONDAY]: 50 } } };
const REVERSE = { HELD: { steady: 100, from: { [MONDAY]: 400 } } };
const FALL_SPLIT = {
  FALL: { steady: 100, from: { [MONDAY]: 47 }, days: { [FRIDAY]: [99, 99, 94, 95] } },
} as const;
/** Thanksgiving 2015 is 11-26; the session after it ends at 13:00. Summer time ended on 11-01. */
const WEDNESDAY = '2015-11-25';
const THANKSGIVING = '2015-11-26';
const HALF_DAY = '2015-11-27';

function killSwitch(at: string, level: 'no-entries' | 'halt') {
  return change(at, `kill switch ${level}`, (world) => {
    world.store.setKillSwitch(level, 'by hand', world.engine.now());
    world.killedAt = world.effects.count();
  });
}

export const WORLD: readonly Scenario[] = [
  {
    ...BASE,
    name: 'a held stock splits two for one',
    about: ['F30'],
    stocks: { ...STOCKS, ...SPLIT },
    splits: [{ ticker: 'HELD', exDate: MONDAY, ratio: 2 }],
    steps: DAY,
  },
  {
    ...BASE,
    name: 'a held stock splits one for four',
    about: ['F30'],
    stocks: { ...STOCKS, ...REVERSE },
    splits: [{ ticker: 'HELD', exDate: MONDAY, ratio: 0.25 }],
    steps: DAY,
  },
  {
    ...BASE,
    name: 'the stock to be sold splits',
    about: ['F30'],
    stocks: { ...STOCKS, ...FALL_SPLIT },
    splits: [{ ticker: 'FALL', exDate: MONDAY, ratio: 2 }],
    steps: DAY,
  },
  {
    ...BASE,
    name: 'a half day',
    about: ['F46'],
    before: [plan(WEDNESDAY, HELD_ONLY), execute(WEDNESDAY)],
    steps: [plan(HALF_DAY, NEWS_ON_MONDAY), execute(HALF_DAY)],
  },
  {
    ...BASE,
    name: 'a holiday',
    about: ['F46'],
    before: [plan(WEDNESDAY, HELD_ONLY), execute(WEDNESDAY)],
    steps: [plan(THANKSGIVING, NEWS_ON_MONDAY), execute(THANKSGIVING)],
  },
  {
    ...BASE,
    name: 'the end of summer time',
    about: ['F46'],
    before: [plan('2015-10-30', HELD_ONLY), execute('2015-10-30')],
    steps: [plan('2015-11-02', NEWS_ON_MONDAY), execute('2015-11-02')],
  },
  {
    ...BASE,
    name: 'the beginning of summer time',
    about: ['F46'],
    before: [plan('2016-03-11', HELD_ONLY), execute('2016-03-11')],
    steps: [plan('2016-03-14', NEWS_ON_MONDAY), execute('2016-03-14')],
  },
  {
    ...BASE,
    name: 'an edited file',
    about: ['F53'],
    ends: [5],
    isUneven: true,
    steps: [
      plan(MONDAY, NEWS_ON_MONDAY),
      editFile(`${MONDAY} 09:10`, 'twice as many', (text) => text.replaceAll('200', '400')),
      execute(MONDAY),
    ],
  },
  {
    ...BASE,
    name: 'half of a file',
    about: ['F51'],
    ends: [5],
    isUneven: true,
    steps: [
      plan(MONDAY, NEWS_ON_MONDAY),
      editFile(`${MONDAY} 09:10`, 'cut', (text) => text.slice(0, text.length / 2)),
      execute(MONDAY),
    ],
  },
  {
    ...BASE,
    name: 'the file of Friday',
    about: ['F52'],
    ends: [5],
    isUneven: true,
    steps: [
      plan(MONDAY, NEWS_ON_MONDAY),
      change(`${MONDAY} 09:10`, 'Friday over Monday', ({ files, store }) => {
        const old = store.signalFile(sessionDate(FRIDAY), 'ema_p10');
        files.set(`signals/trade_signals_${MONDAY}_ema_p10.json`, old?.content ?? '');
      }),
      execute(MONDAY),
    ],
  },
  {
    ...BASE,
    name: 'planned again after the first run',
    about: ['F54', 'F47'],
    steps: [
      plan(MONDAY, NEWS_ON_MONDAY),
      execute(MONDAY, '09:15', 'place'),
      plan(MONDAY, [{ ticker: 'MORE', price: 20 }], '09:20'),
      execute(MONDAY, '09:25'),
    ],
  },
  {
    ...BASE,
    name: 'a command that says too little',
    about: ['F47'],
    steps: [
      { at: `${MONDAY} 09:00`, run: { name: 'signal-generator', date: null, report: null } },
      ...DAY,
    ],
  },
  {
    ...BASE,
    name: 'no entries',
    about: ['F48'],
    ends: [3],
    isUneven: true,
    steps: [
      plan(MONDAY, NEWS_ON_MONDAY),
      killSwitch(`${MONDAY} 09:10`, 'no-entries'),
      execute(MONDAY),
    ],
  },
  {
    ...BASE,
    name: 'everything is halted, and a stop is missing',
    about: ['F48', 'F26'],
    ends: [3],
    isUneven: true,
    steps: [
      plan(MONDAY, NEWS_ON_MONDAY),
      killSwitch(`${MONDAY} 09:10`, 'halt'),
      change(`${MONDAY} 09:12`, 'no stop for HELD', (world) => {
        cancelByHand(world, 'HELD');
      }),
      execute(MONDAY),
    ],
  },
  {
    ...BASE,
    name: 'the owner cancels a stop',
    about: ['F26', 'F58'],
    isDeep: true,
    steps: [
      change(`${MONDAY} 09:00`, 'no stop for HELD', (world) => {
        cancelByHand(world, 'HELD');
      }),
      ...DAY,
    ],
  },
  {
    ...BASE,
    name: 'a stop is missing, and the market is below it',
    about: ['F9', 'F26'],
    isUneven: true,
    stocks: { ...STOCKS, HELD: { steady: 100, from: { [MONDAY]: 85 } } },
    steps: [
      change(`${MONDAY} 08:00`, 'no stop for HELD', (world) => {
        cancelByHand(world, 'HELD');
      }),
      plan(MONDAY, NEWS_ON_MONDAY, '09:31'),
      execute(MONDAY, '09:32'),
    ],
  },
  {
    ...BASE,
    name: 'the owner sells all of it',
    about: ['F58'],
    ends: [0, 4, 5, 9],
    isUneven: true,
    steps: [
      change(`${FRIDAY} 15:00`, 'no HELD', (world) => {
        tradeByHand(world, 'sell', 'HELD', 100);
      }),
      ...DAY,
    ],
  },
  {
    ...BASE,
    name: 'the owner buys some more',
    about: ['F58'],
    ends: [4, 5, 9],
    isUneven: true,
    steps: [
      change(`${FRIDAY} 15:00`, 'more HELD', (world) => {
        tradeByHand(world, 'buy', 'HELD', 7);
      }),
      ...DAY,
    ],
  },
  {
    ...BASE,
    name: 'the owner buys another stock between plan and execution',
    about: ['F58'],
    ends: [4],
    isUneven: true,
    steps: [
      plan(MONDAY, NEWS_ON_MONDAY, '09:31'),
      change(`${MONDAY} 09:32`, 'MORE', (world) => {
        tradeByHand(world, 'buy', 'MORE', 7);
      }),
      execute(MONDAY, '09:33'),
    ],
  },
  {
    ...BASE,
    name: 'the account was reset',
    about: ['F57'],
    ends: [4],
    isUneven: true,
    steps: [
      change(`${MONDAY} 09:00`, 'another account', ({ engine, foreign }) => {
        for (const symbol of [...Object.keys(engine.state.positions)]) foreign.add(symbol);
        engine.reset();
      }),
      ...DAY,
    ],
  },
  {
    ...BASE,
    name: 'a clock goes wrong',
    about: ['F45'],
    isUneven: true,
    steps: [
      plan(MONDAY, NEWS_ON_MONDAY),
      change(`${MONDAY} 09:10`, 'five minutes ahead', (world) => {
        world.skew = 300_000;
      }),
      execute(MONDAY),
    ],
  },
  {
    ...BASE,
    name: 'a stop is about to expire',
    about: ['F26'],
    config: configWith({ max_positions: 3 }),
    before: [plan('2015-08-03', HELD_ONLY), execute('2015-08-03')],
    steps: DAY,
  },
  {
    ...BASE,
    name: 'a stop has expired',
    about: ['F26'],
    before: [plan('2015-07-06', HELD_ONLY), execute('2015-07-06')],
    steps: DAY,
  },
  {
    ...BASE,
    name: 'executed twice',
    about: ['F47'],
    before: HELD_AND_FALL.slice(0, 2),
    steps: [plan(FRIDAY, null), execute(FRIDAY), ...DAY, execute(MONDAY, '11:00')],
  },
  {
    ...BASE,
    name: 'a day is left out',
    about: ['F47'],
    before: HELD_AND_FALL.slice(0, 2),
    steps: [plan(FRIDAY, null), ...DAY],
  },
  {
    ...BASE,
    name: 'entries of yesterday still wait',
    about: ['F47', 'F52'],
    before: [],
    isUneven: true,
    steps: [
      plan(THURSDAY, [{ ticker: 'HELD', price: 100 }]),
      execute(THURSDAY, '09:15', 'place'),
      plan(FRIDAY, [{ ticker: 'NEWS', price: 50 }]),
      execute(FRIDAY),
    ],
  },
];
