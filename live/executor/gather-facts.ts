import type { SessionHours } from '../../src/domain/account.ts';
import { isSettled, type JournalOrder } from '../../src/domain/order.ts';
import type { SessionDate } from '../../src/domain/session-date.ts';
import type { Ticker } from '../../src/domain/ticker.ts';
import type { StrategyRules } from '../../src/domain/strategy.ts';
import type { ExecutionConfig } from '../../src/contracts/config.ts';
import type { SignalFile } from '../../src/contracts/signal-file.ts';
import { mayBeSentAgain, type EntryFacts, type ExitFacts } from '../../src/plans/order-plan.ts';
import type { BrokerReads } from '../../src/ports/broker.ts';
import type { Clock } from '../../src/ports/clock.ts';
import type { StateReads } from '../../src/ports/state-store.ts';

/** What the facts are gathered from: reads only, so that a dry run gathers exactly what a real run does. */
export type FactSources = {
  readonly broker: BrokerReads;
  readonly store: StateReads;
  readonly clock: Clock;
  readonly tradeDate: SessionDate;
  readonly hours: SessionHours;
  readonly rules: StrategyRules;
  readonly execution: ExecutionConfig;
  readonly disputed: ReadonlySet<Ticker>;
  readonly skipTimeCheck: boolean;
  /** Broker and built-in calendar disagree, or the clocks do: then nothing is bought. Null when all agree. */
  readonly timeProblem: string | null;
};

export function exitFacts(sources: FactSources, signals: SignalFile): ExitFacts {
  const { store, tradeDate } = sources;
  const earlier = store.unsettledOrders().filter((order) => order.tradeDate !== tradeDate);
  return {
    exits: signals.exits.map(({ ticker, position_id, reason }) => ({
      ticker,
      positionId: position_id,
      reason,
    })),
    book: store.openPositions(),
    exitOrders: [...store.ordersOfSession(tradeDate), ...earlier].filter(
      ({ intent }) => intent === 'exit',
    ),
    liveStops: liveStops(store.unsettledOrders()),
    disputed: sources.disputed,
  };
}

export function liveStops(orders: readonly JournalOrder[]): readonly JournalOrder[] {
  return orders.filter((order) => order.intent === 'stop' && !isSettled(order.status));
}

/** Phase D's facts; the broker is asked only for entries that were not sent yet. */
export async function entryFacts(
  sources: FactSources,
  signals: SignalFile,
  sellsToCome = 0,
): Promise<EntryFacts> {
  const { broker, store, execution } = sources;
  const sessionOrders = store.ordersOfSession(sources.tradeDate);
  const sent = new Set(
    sessionOrders
      .filter((order) => order.intent === 'entry' && !mayBeSentAgain(order))
      .map((order) => order.ticker),
  );
  const wanted = signals.entries.map((entry) => entry.ticker).filter((symbol) => !sent.has(symbol));
  const account = await broker.account();
  const blocked = account.accountBlocked || account.tradingBlocked || account.tradeSuspendedByUser;
  return {
    entries: signals.entries.map((entry) => ({
      ticker: entry.ticker,
      qty: entry.qty,
      referencePrice: entry.reference_price,
      stopPrice: entry.stop_price,
    })),
    book: store.openPositions(),
    brokerPositions: await broker.positions(),
    sessionOrders,
    openOrders: await broker.orders({ status: 'open', nested: false }),
    account,
    latestPrices: wanted.length === 0 ? new Map() : await broker.latestPrices(wanted),
    assets: new Map(
      await Promise.all(
        wanted.map(async (symbol) => [symbol, await broker.asset(symbol)] as const),
      ),
    ),
    disputed: sources.disputed,
    limits: {
      maxPositions: sources.rules.maxPositions,
      minBuyingPower: execution.min_buying_power,
      cashOnly: execution.cash_only,
      maxPriceDistance: execution.max_price_distance,
    },
    closed: blocked
      ? { code: 'ACCOUNT_BLOCKED', message: 'the broker has blocked the account' }
      : whyClosed(sources),
    pendingExits: sellsToCome + working(sessionOrders, 'exit'),
  };
}

function working(orders: readonly JournalOrder[], intent: JournalOrder['intent']): number {
  return orders.filter((order) => order.intent === intent && !isSettled(order.status)).length;
}

const MS_PER_MINUTE = 60_000;

/** The last moment for entries: the cut-off, or the close for who skips it. */
export function entryDeadline({ hours, execution, skipTimeCheck }: FactSources): number {
  if (skipTimeCheck) return hours.close;
  return hours.open + execution.entry_cutoff_minutes * MS_PER_MINUTE;
}

/** Why entries may not be sent just now; null when they may. */
export function whyClosed(sources: FactSources): EntryFacts['closed'] {
  const level = sources.store.killSwitch().level;
  if (level !== 'off') return { code: 'KILL_SWITCH', message: `the kill switch is at ${level}` };
  if (sources.timeProblem !== null) return { code: 'TIME_IN_DOUBT', message: sources.timeProblem };
  return whyLate(sources);
}

/** Whether the time of the session's plan is over, whatever else may speak against it; null when it is not. */
export function whyLate(sources: FactSources): EntryFacts['closed'] {
  const { clock, hours, execution } = sources;
  if (!sources.skipTimeCheck && clock.now() > entryDeadline(sources)) {
    return {
      code: 'AFTER_CUTOFF',
      message: `entries end ${execution.entry_cutoff_minutes} minutes after the open`,
    };
  }
  if (clock.now() >= hours.close) return { code: 'AFTER_CLOSE', message: 'the session has closed' };
  return null;
}
