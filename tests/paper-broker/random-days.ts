/**
 * Any day at a paper broker: a world, a mood of the market and a sequence of commands, all from one number, so that ten
 * thousand of them take seconds. The sequence of a number does not depend on its length: a shorter one is its beginning.
 */
import { ticker } from '../../src/domain/ticker.ts';
import { sessionDate } from '../../src/domain/session-date.ts';
import { advanceTo } from '../../src/paper-broker/advance-time.ts';
import {
  createPaperBroker,
  type PaperBehaviour,
  type PaperBrokerState,
  type PaperMarket,
  type PaperMarketAction,
} from '../../src/paper-broker/paper-state.ts';
import { sessionsBetween } from '../../src/rules/market-calendar.ts';
import type { CommandOutcome } from './ledger.ts';
import { at, dollars, paperMarket, split, type Book, type Prices } from './paper-world.ts';
import { anyCommand, dice, type Bench, type Dice } from './random-commands.ts';

const SYMBOLS = ['AAPL', 'AMD', 'MSFT'] as const;
/** Thanksgiving and its early close are among them. */
const SESSIONS = sessionsBetween(sessionDate('2015-11-16'), sessionDate('2015-12-04'));
const START = at('2015-11-20', '09:00');
const MINUTE = 60_000;
/** How time is moved: a little, to later that day, over a night, over a weekend. */
const STEPS = [1, 1, 5, 30, 30, 240, 420, 1440, 4320];

const WORLDS: readonly PaperMarket[] = Array.from({ length: 24 }, (_none, number) =>
  invented(number),
);

/** Prices around 100 in cents, with gaps and missing days; in most worlds companies act too. */
function invented(number: number): PaperMarket {
  const { next, below, of } = dice(number + 1);
  const cents = (value: number): number => Math.round(value * 100) / 100;
  const book: Book = Object.fromEntries(
    SYMBOLS.map((symbol, index) => {
      let price = [100, 40, 0.9][(number + index) % 3] ?? 100;
      const days = SESSIONS.filter((_date, day) => day < 3 || (day + index + number) % 13 !== 7);
      const rows = days.map((date): readonly [string, Prices] => {
        const open = cents(price * (0.94 + next() * 0.12));
        const close = cents(open * (0.94 + next() * 0.12));
        price = close;
        const high = cents(Math.max(open, close) * (1 + next() * 0.03));
        const low = cents(Math.min(open, close) * (1 - next() * 0.03));
        return [date, [open, high, low, close]];
      });
      return [symbol, Object.fromEntries(rows)];
    }),
  );
  const day = (): string => SESSIONS[5 + below(SESSIONS.length - 5)] ?? '2015-11-24';
  const actions: readonly PaperMarketAction[] = [
    split('AAPL', day(), of(2, 3, 1.5, 0.1, 0.25)),
    {
      type: 'dividend',
      ticker: ticker('AMD'),
      exDate: sessionDate(day()),
      cash: 0.37,
    },
    ...(number % 3 === 0
      ? [{ type: 'delisting' as const, ticker: ticker('MSFT'), exDate: sessionDate(day()) }]
      : []),
  ];
  return paperMarket(book, number % 4 === 0 ? [] : actions);
}

export type Day = {
  readonly state: PaperBrokerState;
  readonly market: PaperMarket;
  /** Does the next command and returns what came of it. */
  step(): CommandOutcome;
};

export function randomDay(seed: number): Day {
  const roll = dice(seed);
  const market = WORLDS[roll.below(WORLDS.length)] ?? invented(0);
  const state = createPaperBroker({
    now: START,
    cash: dollars('50000'),
    multiplier: roll.of(1, 2, 4),
    accountNumber: 'PA1',
    seed: `day ${seed}`,
    behaviour: mood(roll),
  });
  const today = () => SESSIONS.findLast((date) => at(date, '09:30') <= state.now);
  const bench: Bench = {
    state,
    market,
    roll,
    symbols: SYMBOLS,
    priceOf: (symbol) => {
      const date = today();
      return date === undefined ? undefined : market.bar(symbol, date)?.close;
    },
  };
  return { state, market, step: () => (roll.next() < 0.3 ? time(bench) : anyCommand(bench)) };
}

function time({ state, market, roll }: Bench): CommandOutcome {
  const minutes = STEPS[roll.below(STEPS.length)] ?? 1;
  return { kind: 'time', events: advanceTo(state, state.now + minutes * MINUTE, market) };
}

/** A tidy market in half of the days; in the others anything the operator may choose. */
function mood(roll: Dice): Partial<PaperBehaviour> {
  if (roll.next() < 0.5) return {};
  return {
    partialFillChance: roll.of(0, 0.1, 0.6),
    cancelDwell: roll.of<number | 'stuck'>(0, 0, 5 * MINUTE, 'stuck'),
    haltedSymbols: roll.of<readonly string[]>([], [], ['AMD']),
    rejectedSymbols: roll.of<readonly string[]>([], [], ['MSFT']),
    oto: roll.of('allowed', 'allowed', 'refused-when-held'),
    bracket: roll.of('allowed', 'allowed', 'refused-when-held'),
    legReplace: roll.of('allowed', 'refused'),
    otoWashTrade: roll.of('exempt', 'checked'),
    stopLegFill: roll.of('same-order', 'replaced'),
    stopBesideTarget: roll.of('new', 'held'),
    dayLeftover: roll.of('expired', 'canceled'),
    repeatedCancel: roll.of('refused', 'accepted'),
    tickerChange: roll.of('restated', 'canceled'),
    dividends: roll.of('paid', 'paid', 'ignored'),
  };
}
