/** Corporate actions as they are known at the time of the paper world. */
import type { CashDividend, SpinOff, Split } from '../../src/domain/bar.ts';
import { addDays, type SessionDate } from '../../src/domain/session-date.ts';
import type { KnownMarketAction, PaperMarket } from '../../src/paper-broker/paper-state.ts';
import { CALENDAR_FIRST } from '../../src/rules/market-calendar.ts';

export type KnownActions = {
  /** Those of a symbol that move its price, with `after` < ex-date ≤ `to`, ascending. */
  priceActions(symbol: string, span: ActionSpan): readonly (CashDividend | SpinOff | Split)[];
  /** Those of the symbols (null: of all that the market can list) with `from` ≤ ex-date ≤ `to`, ascending. */
  between(
    symbols: readonly string[] | null,
    from: SessionDate,
    to: SessionDate,
  ): readonly KnownMarketAction[];
};

type ActionSpan = { readonly after: SessionDate; readonly to: SessionDate };

/** Companies announce before they act. Daily data do not say when, so every action is announced this early. */
export const ANNOUNCED_DAYS_AHEAD = 14;

/** Markets that cannot list their actions are asked day by day. */
export function createKnownActions({ market }: { readonly market: PaperMarket }): KnownActions {
  let bySymbol: ReadonlyMap<string, readonly KnownMarketAction[]> | null = null;
  const listed = (): ReadonlyMap<string, readonly KnownMarketAction[]> | undefined => {
    if (market.actions === undefined) return undefined;
    bySymbol ??= groupBySymbol(market.actions());
    return bySymbol;
  };
  const between: KnownActions['between'] = (symbols, from, to) => {
    const index = listed();
    if (index === undefined) return askedByDay(market, symbols ?? [], { from, to });
    const rows =
      symbols === null
        ? [...index.values()].flat()
        : symbols.flatMap((name) => index.get(name) ?? []);
    return rows.filter(({ exDate }) => exDate >= from && exDate <= to).sort(byDate);
  };
  return {
    between,
    priceActions: (symbol, { after, to }) =>
      between([symbol], addDays(after, 1), to).filter(
        (action): action is CashDividend | SpinOff | Split =>
          action.type === 'split' || action.type === 'dividend' || action.type === 'spinoff',
      ),
  };
}

function groupBySymbol(
  actions: readonly KnownMarketAction[],
): ReadonlyMap<string, readonly KnownMarketAction[]> {
  const groups = new Map<string, KnownMarketAction[]>();
  for (const action of actions) {
    const group = groups.get(action.ticker);
    if (group === undefined) groups.set(action.ticker, [action]);
    else group.push(action);
  }
  return groups;
}

function askedByDay(
  market: PaperMarket,
  symbols: readonly string[],
  { from, to }: { readonly from: SessionDate; readonly to: SessionDate },
): KnownMarketAction[] {
  const actions: KnownMarketAction[] = [];
  const first = from < CALENDAR_FIRST ? CALENDAR_FIRST : from;
  for (let day = first; day <= to; day = addDays(day, 1)) {
    actions.push(...market.actionsOn(day, symbols));
  }
  return actions;
}

function byDate(a: KnownMarketAction, b: KnownMarketAction): number {
  return a.exDate === b.exDate ? compare(a.ticker, b.ticker) : compare(a.exDate, b.exDate);
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
