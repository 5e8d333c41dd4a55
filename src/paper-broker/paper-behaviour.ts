/**
 * Where the documentation is silent or contradicts itself, and where the real world is not as tidy as a paper one, the
 * operator chooses what happens. The defaults are the tidy world: complete fills, cancels at once, nothing halted.
 */
export type PaperBehaviour = DocumentedChoices & MarketImperfections;

export type DocumentedChoices = {
  /** `oto` groups: always, never when the symbol is held or being bought, or never at all. */
  readonly oto: 'allowed' | 'refused-when-held' | 'refused';
  /** The same of `bracket` groups, which are reported to open positions only. */
  readonly bracket: 'allowed' | 'refused-when-held' | 'refused';
  /** Whether a leg of a group may be replaced once it is active. */
  readonly legReplace: 'allowed' | 'refused';
  /** Whether a new `oto` entry is exempt from the wash-trade check, as `bracket` and `oco` are. */
  readonly otoWashTrade: 'exempt' | 'checked';
  /** Whether `opg` and `cls` orders are taken from everybody. */
  readonly auctions: 'allowed' | 'refused';
  /** A second cancel of an order that is canceled: measured a success, documented a refusal. */
  readonly repeatedCancel: 'refused' | 'accepted';
  /** What becomes of a day order at its end. */
  readonly dayLeftover: 'expired' | 'canceled';
  /** Whether an extended-hours order may be good till canceled. */
  readonly extendedHours: 'day-or-gtc' | 'day';
  /** Decimals a notional amount may have. */
  readonly notionalDecimals: 2 | 4;
  /** Whether an active stop or target of a group counts when a new order could trade with it. */
  readonly restingLegs: 'block' | 'exempt';
  /** Whether a buy stop pays at most 4 % (below 50 dollars) or 2.5 % above its trigger. */
  readonly buyStopCollar: 'applied' | 'none';
  /** What a replacement of a resting order does while no session is on. */
  readonly nightReplace: 'queued' | 'refused';
  /** How the stop shows itself while its target rests: as an open order, or held back until it is triggered. */
  readonly stopBesideTarget: 'new' | 'held';
  /** Whether a triggered stop leg becomes another order, with another id, that fills. */
  readonly stopLegFill: 'same-order' | 'replaced';
  /** Whether cash dividends are paid; Alpaca's paper accounts get none. */
  readonly dividends: 'paid' | 'ignored';
  /** What a change of ticker does to resting orders: they follow, or end. */
  readonly tickerChange: 'restated' | 'canceled';
};

export type MarketImperfections = {
  /** Chance, 0 to 1, that a price which fills an order fills only a part of it; the rest waits for the next price. */
  readonly partialFillChance: number;
  /** How long a cancel stays pending, in milliseconds; meanwhile a fill may win. `stuck` never ends. */
  readonly cancelDwell: Dwell;
  /** The same by symbol, before the general one. */
  readonly cancelDwellBySymbol: Readonly<Record<string, Dwell>>;
  /** Stocks in which nothing trades: orders rest. */
  readonly haltedSymbols: readonly string[];
  /** Stocks for which no order is taken. */
  readonly untradableSymbols: readonly string[];
  /** Stocks whose orders are received and then rejected. */
  readonly rejectedSymbols: readonly string[];
};

export type Dwell = number | 'stuck';

export const DEFAULT_BEHAVIOUR: PaperBehaviour = {
  oto: 'allowed',
  bracket: 'allowed',
  legReplace: 'allowed',
  otoWashTrade: 'exempt',
  auctions: 'allowed',
  repeatedCancel: 'refused',
  dayLeftover: 'expired',
  extendedHours: 'day-or-gtc',
  notionalDecimals: 2,
  restingLegs: 'block',
  buyStopCollar: 'applied',
  nightReplace: 'queued',
  stopBesideTarget: 'new',
  stopLegFill: 'same-order',
  dividends: 'ignored',
  tickerChange: 'restated',
  partialFillChance: 0,
  cancelDwell: 0,
  cancelDwellBySymbol: {},
  haltedSymbols: [],
  untradableSymbols: [],
  rejectedSymbols: [],
};
