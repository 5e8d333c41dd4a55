/**
 * What live did, held against what the portfolio simulator did over the same sessions: round trip by round trip, and
 * session by session what was planned. Equal books have no differences; a difference names its session and both sides.
 */
import type { Split } from '../domain/bar.ts';
import { formatMoney, type Money } from '../domain/money.ts';
import type { ExitReason } from '../domain/position.ts';
import type { SessionDate } from '../domain/session-date.ts';

export type ParityExit = {
  readonly date: SessionDate;
  readonly price: Money;
  readonly reason: ExitReason;
};

/** A round trip, or a position that is open when the span ends, in the share terms of its last day. */
export type ParityTrade = {
  readonly ticker: string;
  readonly entryDate: SessionDate;
  readonly entryPrice: Money;
  readonly shares: number;
  readonly exit: ParityExit | null;
  /** Of an open position whose bars end within the span: their last day. Only the simulator can tell. */
  readonly barsEnd?: SessionDate;
};

/** What one session was to bring; each line is a ticker with, but for entries, its reason. */
export type ParityPlan = {
  readonly entries: readonly string[];
  /** Those that were carried out: an exit without a bar is planned again until there is one. */
  readonly exits: readonly string[];
  readonly skips: readonly string[];
};

export type ParityBook = {
  readonly trades: readonly ParityTrade[];
  readonly plans: ReadonlyMap<SessionDate, ParityPlan>;
};

export type ParityDifference = {
  readonly session: SessionDate;
  readonly ticker: string;
  readonly what: string;
  readonly live: string;
  readonly simulated: string;
};

export type ParityVerdict = {
  /** By session: the first one is where the two sides part. */
  readonly differences: readonly ParityDifference[];
  /** Positions whose bars end within the span: a backtest sells them there, live cannot know and keeps them. */
  readonly delisted: readonly ParityTrade[];
};

const NOTHING = 'nothing';

export function compareBooks(live: ParityBook, simulated: ParityBook): ParityVerdict {
  const differences = [
    ...comparePlans(live.plans, simulated.plans),
    ...compareTrades(live.trades, simulated.trades),
  ];
  return {
    differences: differences.sort(bySession),
    delisted: simulated.trades.filter(({ barsEnd }) => barsEnd !== undefined),
  };
}

function bySession(a: ParityDifference, b: ParityDifference): number {
  if (a.session === b.session) return 0;
  return a.session < b.session ? -1 : 1;
}

/** One position of a stock at a time: its entry names the round trip. */
function keyOf({ ticker, entryDate }: ParityTrade): string {
  return `${entryDate} ${ticker}`;
}

function compareTrades(
  live: readonly ParityTrade[],
  simulated: readonly ParityTrade[],
): ParityDifference[] {
  const ours = new Map(live.map((trade) => [keyOf(trade), trade]));
  const theirs = new Map(simulated.map((trade) => [keyOf(trade), trade]));
  return [...new Set([...ours.keys(), ...theirs.keys()])].flatMap((key) => {
    const [one, other] = [ours.get(key), theirs.get(key)];
    if (one !== undefined && other !== undefined) return compareTrade(one, other);
    return [one, other].flatMap((trade) => trade ?? []).map((trade) => oneSided(trade, one));
  });
}

function oneSided(trade: ParityTrade, live: ParityTrade | undefined): ParityDifference {
  const { ticker, entryDate: session, shares, entryPrice } = trade;
  const told = `${shares} at ${formatMoney(entryPrice)}`;
  const sides =
    trade === live ? { live: told, simulated: NOTHING } : { live: NOTHING, simulated: told };
  return { session, ticker, what: 'position', ...sides };
}

function compareTrade(live: ParityTrade, simulated: ParityTrade): ParityDifference[] {
  const { ticker } = live;
  const [ours, theirs] = [exitText(live.exit), exitText(simulated.exit)];
  if (ours === theirs) return compareEntry(live, simulated);
  const session = earlier(live.exit, simulated.exit) ?? live.entryDate;
  const exit = { session, ticker, what: 'exit', live: ours, simulated: theirs };
  return [...compareEntry(live, simulated), exit];
}

function compareEntry(live: ParityTrade, simulated: ParityTrade): ParityDifference[] {
  const { ticker, entryDate: session } = live;
  const fields = [
    ['entry price', formatMoney(live.entryPrice), formatMoney(simulated.entryPrice)],
    ['shares', String(live.shares), String(simulated.shares)],
  ] as const;
  return fields
    .filter(([, ours, theirs]) => ours !== theirs)
    .map(([what, ours, theirs]) => ({ session, ticker, what, live: ours, simulated: theirs }));
}

function exitText(exit: ParityExit | null): string {
  if (exit === null) return 'open at the end';
  return `${exit.reason} on ${exit.date} at ${formatMoney(exit.price)}`;
}

function earlier(a: ParityExit | null, b: ParityExit | null): SessionDate | undefined {
  return [a, b].flatMap((exit) => exit?.date ?? []).sort()[0];
}

const PLANNED = { entries: 'planned entry', exits: 'planned exit', skips: 'skip' } as const;
const NO_PLAN: ParityPlan = { entries: [], exits: [], skips: [] };

function comparePlans(
  live: ParityBook['plans'],
  simulated: ParityBook['plans'],
): ParityDifference[] {
  const sessions = [...new Set([...live.keys(), ...simulated.keys()])];
  return sessions.flatMap((session) => {
    const [ours, theirs] = [live.get(session) ?? NO_PLAN, simulated.get(session) ?? NO_PLAN];
    return (['entries', 'exits', 'skips'] as const).flatMap((kind) =>
      comparePlanned(ours[kind], theirs[kind]).map((line) => ({
        session,
        ticker: line.text.split(' ', 1).join(''),
        what: PLANNED[kind],
        live: line.isLive ? line.text : NOTHING,
        simulated: line.isLive ? NOTHING : line.text,
      })),
    );
  });
}

/** The lines that only one side has; a line may be there more than once. */
function comparePlanned(
  live: readonly string[],
  simulated: readonly string[],
): { readonly text: string; readonly isLive: boolean }[] {
  const unmatched = [...simulated];
  const onlyLive = live.filter((line) => {
    const at = unmatched.indexOf(line);
    if (at >= 0) unmatched.splice(at, 1);
    return at < 0;
  });
  return [
    ...onlyLive.map((text) => ({ text, isLive: true })),
    ...unmatched.map((text) => ({ text, isLive: false })),
  ];
}

export type ParityCounts = {
  readonly closed: number;
  readonly open: number;
  readonly byReason: Readonly<Partial<Record<ExitReason, number>>>;
  /** Splits that positions lived through. */
  readonly splits: number;
  readonly skips: number;
};

/** How much a comparison has seen: no differences among no trades prove nothing. */
export function countBook({ trades, plans }: ParityBook, splits: readonly Split[]): ParityCounts {
  const byReason: Partial<Record<ExitReason, number>> = {};
  for (const { exit } of trades) {
    if (exit !== null) byReason[exit.reason] = (byReason[exit.reason] ?? 0) + 1;
  }
  const livedThrough = ({ ticker, entryDate, exit }: ParityTrade): number =>
    splits.filter(
      (split) =>
        split.ticker === ticker &&
        split.exDate > entryDate &&
        (exit === null || split.exDate <= exit.date),
    ).length;
  const closed = trades.filter(({ exit }) => exit !== null).length;
  return {
    closed,
    open: trades.length - closed,
    byReason,
    splits: trades.reduce((sum, trade) => sum + livedThrough(trade), 0),
    skips: [...plans.values()].reduce((sum, plan) => sum + plan.skips.length, 0),
  };
}
