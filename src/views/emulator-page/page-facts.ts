/** Everything the page of the emulator shows, as facts. Dollars and shares are numbers. */
export type EmulatorPage = {
  readonly version: string;
  readonly clock: PageClock;
  readonly account: PageAccount;
  readonly positions: readonly PagePosition[];
  /** All of them, also those that are not shown. */
  readonly openCount: number;
  /** Newest first. */
  readonly openOrders: readonly PageOrder[];
  /** Those with a final status, newest first. */
  readonly recentOrders: readonly PageOrder[];
  /** Newest first. */
  readonly requests: readonly PageRequest[];
};

export type PageClock = {
  /** `2015-10-23` and `09:31:00`, New York. */
  readonly date: string;
  readonly time: string;
  readonly weekday: string;
  readonly market: 'open' | 'pre-market' | 'after-hours' | 'closed';
  /** What comes next of open and close, as `Mon 2015-10-26 09:30`. */
  readonly next: { readonly what: 'Opens' | 'Closes'; readonly at: string };
  /** Real time passes by itself; virtual time is moved. */
  readonly isReal: boolean;
};

export type PageAccount = {
  readonly number: string;
  readonly keyId: string;
  readonly multiplier: number;
  readonly equity: number;
  readonly lastEquity: number;
  readonly cash: number;
  readonly buyingPower: number;
  readonly marketValue: number;
};

export type PagePosition = {
  readonly symbol: string;
  readonly qty: number;
  readonly available: number;
  readonly entryPrice: number;
  readonly price: number;
  readonly value: number;
  readonly profit: number;
};

export type PageOrder = {
  /** New York, with the date. */
  readonly at: string;
  readonly symbol: string;
  readonly side: string;
  /** `12 of 20`, or dollars. */
  readonly amount: string;
  /** What was asked for, where it is something else than `amount`: more shares, or dollars. */
  readonly outOf: string;
  /** `market`, `limit 12.50`. */
  readonly what: string;
  readonly timeInForce: string;
  /** Empty for a simple order. */
  readonly group: string;
  readonly status: string;
  readonly price: number | null;
  readonly clientOrderId: string;
};

export type PageRequest = {
  readonly time: string;
  readonly method: string;
  readonly path: string;
  /** Of a command to the emulator itself. */
  readonly body?: string;
  /** 0 when the reply was lost. */
  readonly status: number;
  readonly code: number | null;
};
