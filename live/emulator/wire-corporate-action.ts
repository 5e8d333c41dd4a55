/**
 * One corporate action in its three forms: the group it is listed in, its row among the market data, and the announcement
 * of the older trading address, where everything is text. Daily data know the ex-date alone: it stands for the others.
 * Cusips are made up, in the shape of real ones.
 */
import type { CorporateActionType } from '../../src/contracts/market-data-queries.ts';
import type { KnownMarketAction } from '../../src/paper-broker/paper-state.ts';
import { deterministicId } from '../../src/paper-broker/deterministic-id.ts';
import { assetId, type WireObject } from './replies.ts';

export type WireAction = {
  readonly id: string;
  readonly type: CorporateActionType;
  readonly action: KnownMarketAction;
};

/** The name of its list: `forward_splits`. */
export const GROUP_NAMES: Readonly<Record<CorporateActionType, string>> = {
  reverse_split: 'reverse_splits',
  forward_split: 'forward_splits',
  unit_split: 'unit_splits',
  cash_dividend: 'cash_dividends',
  stock_dividend: 'stock_dividends',
  spin_off: 'spin_offs',
  cash_merger: 'cash_mergers',
  stock_merger: 'stock_mergers',
  stock_and_cash_merger: 'stock_and_cash_mergers',
  redemption: 'redemptions',
  name_change: 'name_changes',
  worthless_removal: 'worthless_removals',
  rights_distribution: 'rights_distributions',
  partial_call: 'partial_calls',
  reorganization: 'reorganizations',
};

export function wireActionOf(action: KnownMarketAction): WireAction {
  const id = deterministicId(`${action.type}/${action.ticker}/${action.exDate}`, 1);
  return { id, type: typeOf(action), action };
}

export function cusipOf(symbol: string): string {
  return assetId(symbol).replaceAll('-', '').slice(0, 9).toUpperCase();
}

/** Rates are numbers here. */
export function wireAction({ id, action }: WireAction): WireObject {
  const { ticker: symbol, exDate } = action;
  const cusip = cusipOf(symbol);
  switch (action.type) {
    case 'split': {
      const rates = ratesOf(action.ratio);
      const common = { id, symbol, ...rates, process_date: exDate, ex_date: exDate };
      return action.ratio >= 1
        ? { ...common, cusip }
        : { ...common, old_cusip: cusip, new_cusip: cusip };
    }
    case 'dividend':
    case 'spinoff':
      return {
        id,
        symbol,
        cusip,
        rate: action.cash,
        // What a spin-off was worth in cash: a special dividend moves the price in the same way.
        special: action.type === 'spinoff',
        foreign: false,
        process_date: exDate,
        ex_date: exDate,
        record_date: exDate,
        payable_date: exDate,
      };
    case 'ticker_change':
      return {
        id,
        old_symbol: symbol,
        old_cusip: cusip,
        new_symbol: action.newTicker,
        new_cusip: cusipOf(action.newTicker),
        process_date: exDate,
      };
    case 'delisting':
      return { id, symbol, cusip, process_date: exDate };
  }
}

const LARGEST_OLD_RATE = 200;

/** As whole numbers where the ratio has some: three for two, one for thirty. */
function ratesOf(ratio: number): { readonly new_rate: number; readonly old_rate: number } {
  for (let old = 1; old <= LARGEST_OLD_RATE; old += 1) {
    const fresh = Math.round(ratio * old);
    if (fresh > 0 && fresh / old === ratio) return { new_rate: fresh, old_rate: old };
  }
  return { new_rate: ratio, old_rate: 1 };
}

function typeOf(action: KnownMarketAction): CorporateActionType {
  switch (action.type) {
    case 'split':
      return action.ratio >= 1 ? 'forward_split' : 'reverse_split';
    case 'dividend':
    case 'spinoff':
      return 'cash_dividend';
    case 'ticker_change':
      return 'name_change';
    case 'delisting':
      return 'worthless_removal';
  }
}

/** Undefined for what the older address does not announce. */
export function announcedType(action: KnownMarketAction): 'dividend' | 'split' | undefined {
  if (action.type === 'split') return 'split';
  return action.type === 'dividend' || action.type === 'spinoff' ? 'dividend' : undefined;
}

/** `declared` is the day the company said so. */
export function wireAnnouncement({ id, action }: WireAction, declared: string): WireObject {
  const rates = action.type === 'split' ? ratesOf(action.ratio) : undefined;
  const cash = action.type === 'dividend' || action.type === 'spinoff' ? action.cash : 0;
  return {
    id,
    corporate_action_id: `${cusipOf(action.ticker)}_${action.exDate.replaceAll('-', '')}`,
    ca_type: announcedType(action) ?? null,
    ca_sub_type: subTypeOf(action),
    initiating_symbol: action.ticker,
    initiating_original_cusip: cusipOf(action.ticker),
    target_symbol: action.ticker,
    target_original_cusip: cusipOf(action.ticker),
    declaration_date: declared,
    ex_date: action.exDate,
    record_date: action.exDate,
    payable_date: action.exDate,
    cash: String(cash),
    old_rate: String(rates?.old_rate ?? 1),
    new_rate: String(rates?.new_rate ?? 1),
  };
}

function subTypeOf(action: KnownMarketAction): string {
  if (action.type !== 'split') return action.type === 'spinoff' ? 'special' : 'cash';
  return action.ratio >= 1 ? 'stock_split' : 'reverse_split';
}
