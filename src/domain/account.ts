import type { Money } from './money.ts';
import type { SessionDate } from './session-date.ts';

/** Milliseconds since the epoch, UTC. Only adapters make one. */
export type Instant = number;

export type BrokerAccount = {
  readonly id: string;
  readonly accountNumber: string;
  readonly status: string;
  readonly cash: Money;
  readonly equity: Money;
  readonly buyingPower: Money;
  readonly multiplier: number;
  readonly tradingBlocked: boolean;
  readonly accountBlocked: boolean;
  readonly tradeSuspendedByUser: boolean;
};

export type BrokerPosition = {
  readonly symbol: string;
  /** Negative when short. May be fractional. */
  readonly qty: number;
  /** What no open sell order has reserved. */
  readonly qtyAvailable: number;
  readonly avgEntryPrice: Money;
  readonly currentPrice: Money | null;
};

export type BrokerClock = {
  readonly timestamp: Instant;
  readonly isOpen: boolean;
  readonly nextOpen: Instant;
  readonly nextClose: Instant;
};

/** One session with its open and close as instants. */
export type SessionHours = {
  readonly date: SessionDate;
  readonly open: Instant;
  readonly close: Instant;
};

export type BrokerAsset = {
  readonly symbol: string;
  readonly name: string;
  readonly tradable: boolean;
  readonly status: string;
  readonly fractionable: boolean;
};
