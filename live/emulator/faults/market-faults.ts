import type { Instant } from '../../../src/domain/account.ts';
import type { FaultSchedule, MarketChange } from '../../../src/contracts/fault-schedule.ts';
import type { AccountPatch, BrokerEvent } from '../../../src/paper-broker/paper-state.ts';
import type { Engine } from '../engine.ts';

/**
 * The same account in a worse market: halts, partial fills, cancels that stay pending, a blocked account. A change with
 * an instant happens at that instant of the account's clock, however far time is moved in one step.
 */
export function withMarketFaults(engine: Engine, { market }: FaultSchedule): Engine {
  const changes = market
    .map((change) => ({ at: change.since ?? -Infinity, patch: patchOf(change) }))
    .sort((a, b) => a.at - b.at);
  let next = 0;
  const advanceTo = (instant: Instant): readonly BrokerEvent[] => {
    const events: BrokerEvent[] = [];
    for (; next < changes.length; next += 1) {
      const change = changes[next];
      if (change === undefined || change.at > instant) break;
      events.push(...engine.advanceTo(Math.max(engine.now(), change.at)));
      engine.configure(change.patch);
    }
    return [...events, ...engine.advanceTo(instant)];
  };
  if (changes.some(({ at }) => at <= engine.now())) advanceTo(engine.now());
  return {
    ...engine,
    // They change with the account.
    get keys() {
      return engine.keys;
    },
    advanceTo,
  };
}

/** What a change does not name stays as it is. */
function patchOf(change: MarketChange): AccountPatch {
  return {
    behaviour: named({
      partialFillChance: change.partial_fill_chance,
      cancelDwell: change.cancel_dwell_ms,
      cancelDwellBySymbol: change.cancel_dwell_ms_by_symbol,
      haltedSymbols: change.halted,
      untradableSymbols: change.untradable,
      rejectedSymbols: change.rejected,
    }),
    flags: named({
      accountBlocked: change.account_blocked,
      tradingBlocked: change.trading_blocked,
    }),
  };
}

type Named<T> = { readonly [Name in keyof T]?: Exclude<T[Name], undefined> };

function named<T extends object>(fields: T): Named<T> {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined),
  ) as Named<T>;
}
