/**
 * Weeks of trading that follow from a seed: a market that moves, splits, reports, holidays and the change of the clocks
 * on the way, and a hand of troubles whose kinds and whose frequency are the seed's own.
 */
import { sessionDate } from '../../src/domain/session-date.ts';
import { sessionsBetween } from '../../src/rules/market-calendar.ts';
import type { Trouble } from './effects.ts';
import type { Prices, SplitOf, Stock } from './market.ts';
import { randomOf, type Random } from './random.ts';
import type { ReportedCandidate } from '../support/report-text.ts';
import { behave, change, execute, plan, type Scenario, type Step } from './scenario.ts';
import { WIRE_FAULTS } from './wire-faults.ts';

export const SWARM_SESSIONS = 22;
const TICKERS = ['AAA', 'BBB', 'CCC', 'DDD', 'EEE', 'FFF', 'GGG', 'HHH'];
/** Before the end of summer time, before Thanksgiving, over the new year, before summer time. */
const STARTS = ['2015-10-12', '2015-11-09', '2015-12-14', '2016-02-22', '2014-10-20'];
const BARS_BEFORE = 110;
const EFFECTS_A_SESSION = 120;

export function swarmScenario(seed: number, sessions = SWARM_SESSIONS): Scenario {
  const random = randomOf(seed);
  const start = sessionDate(random.pick(STARTS));
  const dates = sessionsBetween(start, sessionDate('2016-06-30')).slice(0, SWARM_SESSIONS);
  const splits = splitsOf(random, dates);
  const market = Object.fromEntries(
    TICKERS.map((ticker) => [ticker, walk(random, ticker, { start, splits })] as const),
  );
  const steps = dates.flatMap((date, at) =>
    sessionSteps(random, { date, market, before: dates[at - 1] ?? date }),
  );
  const last = dates[sessions] ?? '9999';
  return {
    name: sessions === SWARM_SESSIONS ? `swarm:${seed}` : `swarm:${seed}:${sessions}`,
    about: ['F14', 'F30', 'F36', 'F46'],
    stocks: market,
    splits,
    config: {
      trading: {
        trailing_transition_weeks: 0,
        lookback_days: 90,
        max_positions: 3 + random.whole(3),
      },
      execution: { poll_interval_ms: 10_000, poll_timeout_ms: 60_000 },
    },
    before: [],
    steps: steps.filter(({ at }) => at < last),
    isUneven: true,
  };
}

function splitsOf(random: Random, dates: readonly string[]): readonly SplitOf[] {
  return TICKERS.filter(() => random.chance(0.25)).map((ticker) => ({
    ticker,
    exDate: dates[3 + random.whole(dates.length - 4)] ?? '',
    ratio: random.pick([2, 3, 0.5]),
  }));
}

type Walk = { readonly start: string; readonly splits: readonly SplitOf[] };

/** Prices as traded: after a split a share is another part of the company. */
function walk(random: Random, ticker: string, { start, splits }: Walk): Stock {
  const first = Date.parse(start) - BARS_BEFORE * 86_400_000;
  const dates = sessionsBetween(
    sessionDate(new Date(first).toISOString().slice(0, 10)),
    sessionDate('2016-06-30'),
  ).slice(0, BARS_BEFORE);
  const days: Record<string, Prices> = {};
  const volatility = 0.01 + random.next() * 0.04;
  let price = 20 + random.next() * 180;
  for (const date of dates) {
    const split = splits.find((one) => one.ticker === ticker && one.exDate === date);
    if (split !== undefined) price /= split.ratio;
    const open = price * (1 + (random.next() - 0.5) * volatility);
    const close = open * (1 + (random.next() - 0.5) * 2 * volatility);
    const low = Math.min(open, close) * (1 - random.next() * volatility);
    const high = Math.max(open, close) * (1 + random.next() * volatility);
    days[date] = [cents(open), cents(high), cents(low), cents(close)];
    price = Math.min(Math.max(close, 5), 900);
  }
  return { steady: cents(price), days };
}

const cents = (price: number): number => Math.round(price * 100) / 100;

type SessionFacts = {
  readonly date: string;
  readonly before: string;
  readonly market: Readonly<Record<string, Stock>>;
};

function sessionSteps(random: Random, { date, before, market }: SessionFacts): readonly Step[] {
  const report: ReportedCandidate[] = TICKERS.filter(() => random.chance(0.25)).map((ticker) => ({
    ticker,
    price: market[ticker]?.days?.[date]?.[0] ?? market[ticker]?.days?.[before]?.[3] ?? 50,
    score: 60 + random.whole(40),
  }));
  const isTidy = random.chance(0.6);
  const weather = behave(`${date} 09:01`, {
    partialFillChance: isTidy ? 0 : random.pick([0, 0.3, 0.6]),
    cancelDwell: isTidy ? 0 : random.pick([0, 2_000, 30_000]),
    legReplace: random.chance(0.9) ? 'allowed' : 'refused',
    oto: random.chance(0.95) ? 'allowed' : 'refused',
  });
  const clears = change(
    `${date} 09:00`,
    'the operator clears the kill switch',
    ({ store, engine }) => {
      if (store.killSwitch().level !== 'off') store.setKillSwitch('off', 'looked at', engine.now());
    },
  );
  const runs = random.pick([
    [execute(date)],
    [execute(date)],
    [execute(date, '09:15', 'place'), execute(date, '09:31', 'settle')],
    [execute(date, '09:34')],
    [execute(date, '09:45')],
    [],
  ]);
  return [clears, weather, plan(date, random.chance(0.1) ? null : report), ...runs];
}

const OTHERS = [
  'crash',
  'crash',
  'crash',
  'kill',
  'pause',
  'hand_cancel',
  'disk_full',
  'db_busy',
  'alert_down',
  'second_run',
];

/** A few kinds, each seed its own, and a distance between them that is the seed's own too. */
export function swarmTroubles(
  seed: number,
  effects = EFFECTS_A_SESSION * SWARM_SESSIONS,
): readonly Trouble[] {
  const random = randomOf(seed + 0x5eed);
  const all = [...Object.keys(WIRE_FAULTS), ...OTHERS];
  const kinds = Array.from({ length: 2 + random.whole(6) }, () => random.pick(all));
  const distance = random.pick([8, 20, 60, 200]);
  const troubles: Trouble[] = [];
  for (let at = 1 + random.whole(distance); at < effects; at += 1 + random.whole(2 * distance))
    troubles.push({ at, what: random.pick(kinds) });
  return troubles;
}
