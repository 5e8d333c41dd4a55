import type { Instant } from '../domain/account.ts';
import type { Intent, JournalOrder, JournalStatus, OrderRequest } from '../domain/order.ts';
import type { Money } from '../domain/money.ts';
import type { ClosedTrade, ExitReason, Position } from '../domain/position.ts';
import type { SessionDate } from '../domain/session-date.ts';
import type { SessionPlan } from '../domain/signal.ts';
import type { Ticker } from '../domain/ticker.ts';

export type KillSwitchLevel = 'off' | 'no-entries' | 'halt';

export type KillSwitch = {
  readonly level: KillSwitchLevel;
  readonly reason: string | null;
  /** RFC 3339. */
  readonly since: string | null;
};

/** The signal file a session's executor began with, or that the generator wrote last. */
export type SignalFileRecord = {
  readonly tradeDate: SessionDate;
  readonly strategy: string;
  readonly sha256: string;
  readonly path: string;
  /** The exact bytes, so that a lost or edited file can be written again. */
  readonly content: string;
  readonly runId: string;
  /** Whether an executor has begun to carry it out: from then on the session's plan is fixed. */
  readonly begun: boolean;
};

export type RunRecord = {
  readonly runId: string;
  readonly command: string;
  readonly tradeDate: SessionDate | null;
  readonly startedAt: Instant;
  readonly version: string;
  readonly configSha256: string;
};

/** A fill of one of our orders; `brokerOrderId` and `cumulativeQty` identify it, so that booking it twice is one row. */
export type FillRecord = {
  readonly orderId: number;
  readonly brokerOrderId: string;
  readonly ticker: Ticker;
  readonly side: 'buy' | 'sell';
  readonly qty: number;
  readonly cumulativeQty: number;
  readonly price: Money;
  readonly filledAt: string;
};

export type SystemConfigKey = 'account_number' | 'environment' | 'prices' | 'generation';

/** Nothing here changes anything: dry runs are given only this. */
export type StateReads = {
  openPositions(): readonly Position[];
  closedTrades(): readonly ClosedTrade[];
  shadowPositions(strategy: string): readonly Position[];
  shadowClosedTrades(strategy: string): readonly ClosedTrade[];
  /** The last session the shadow book was carried through, or null. */
  shadowAsOf(strategy: string): SessionDate | null;
  shadowPlan(strategy: string, tradeDate: SessionDate): ShadowPlanRecord | null;
  /** Orders of ours without a final status, whatever their session. */
  unsettledOrders(): readonly JournalOrder[];
  ordersOfSession(tradeDate: SessionDate): readonly JournalOrder[];
  orderByClientId(clientOrderId: string): JournalOrder | null;
  ordersOfPosition(positionId: number): readonly JournalOrder[];
  /** The number of stored attempts of that intent: the next id carries this plus one. */
  attempts(tradeDate: SessionDate, ticker: Ticker, intent: Intent): number;
  signalFile(tradeDate: SessionDate, strategy: string): SignalFileRecord | null;
  killSwitch(): KillSwitch;
  systemConfig(key: SystemConfigKey): string | null;
  /** Splits already applied to a position, so that none is applied twice. */
  appliedSplits(positionId: number): readonly SessionDate[];
};

export type ShadowPlanRecord = Pick<SessionPlan, 'tradeDate' | 'asOf'> & {
  readonly exits: readonly { readonly ticker: Ticker; readonly reason: ExitReason }[];
  readonly entries: readonly ShadowEntryRecord[];
};

export type ShadowEntryRecord = {
  readonly ticker: Ticker;
  readonly qty: number;
  readonly score: number | null;
  readonly grade: Position['grade'];
  readonly gradeSource: Position['gradeSource'];
  readonly reportDate: SessionDate | null;
  readonly companyName: string | null;
  readonly gapSize: number | null;
};

export type IntendedOrder = {
  readonly request: OrderRequest;
  readonly intent: Intent;
  readonly tradeDate: SessionDate;
  readonly positionId: number | null;
  readonly payloadHash: string;
  readonly runId: string;
  readonly at: Instant;
};

export type OrderUpdate = {
  readonly status: JournalStatus;
  readonly brokerOrderId?: string;
  readonly filledQty?: number;
  readonly fillPrice?: Money | null;
  readonly rejectReason?: string;
};

export type NewPosition = Omit<Position, 'positionId'>;
