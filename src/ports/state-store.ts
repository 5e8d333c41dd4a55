import type { Instant } from '../domain/account.ts';
import type { OrderKey } from '../domain/client-order-id.ts';
import type { Finding } from '../domain/finding.ts';
import type {
  Intent,
  JournalOrder,
  JournalStatus,
  OrderRequest,
  OrderStatus,
} from '../domain/order.ts';
import type { Money } from '../domain/money.ts';
import type { Outcome } from '../domain/outcome.ts';
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

/** Whether the run log is as it was written; else the first entry that is not. */
export type RunLogCheck =
  | { readonly kind: 'whole'; readonly entries: number }
  | {
      readonly kind: 'broken';
      readonly entry: number;
      readonly runId: string;
      readonly problem: string;
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

/** What a person has settled in the book: a counter-entry beside what was written, which stays. */
export type BookCorrection = {
  /** Of the finding it answers, with the hash of its evidence: each is answered once. */
  readonly findingId: string;
  readonly cause: string;
  readonly kind: string;
  readonly symbol: string;
  readonly positionId: number | null;
  readonly sharesBefore: number;
  readonly sharesAfter: number;
  /** What was settled, where it has a name of its own: an event, a new ticker, orders that were taken in. */
  readonly subject: string;
  readonly evidence: readonly string[];
  readonly runId: string;
  readonly at: string;
};

export type SystemConfigKey = 'account_number' | 'environment';

/** Nothing here changes anything: dry runs are given only this. */
export type StateReads = {
  openPositions(): readonly Position[];
  shadowPositions(strategy: string): readonly Position[];
  /** The id the next shadow position gets. */
  nextShadowPositionId(): number;
  /** The last session the shadow book was carried through, or null. */
  shadowAsOf(strategy: string): SessionDate | null;
  shadowPlan(strategy: string, tradeDate: SessionDate): ShadowPlanRecord | null;
  /** Orders of ours without a final status, whatever their session, oldest first. */
  unsettledOrders(): readonly JournalOrder[];
  ordersOfSession(tradeDate: SessionDate): readonly JournalOrder[];
  orderByClientId(clientOrderId: string): JournalOrder | null;
  orderByBrokerId(brokerOrderId: string): JournalOrder | null;
  /** All orders of that ticker, and of its position where that was renamed, oldest first. */
  ordersOf(ticker: Ticker): readonly JournalOrder[];
  /** All fills of that ticker, oldest first. */
  fillsOf(ticker: Ticker): readonly FillRecord[];
  /** Oldest first. */
  corrections(): readonly BookCorrection[];
  /** Stored attempts of that intent: the next id carries this plus one. */
  attempts(key: OrderKey): number;
  signalFile(tradeDate: SessionDate, strategy: string): SignalFileRecord | null;
  /** The last session before `before` for which that strategy has a plan, or null. */
  lastPlannedSession(strategy: string, before: SessionDate): SessionDate | null;
  killSwitch(): KillSwitch;
  /** Who may send orders: the number the last writer took. A run whose own number is older has been replaced. */
  writerEpoch(): number;
  systemConfig(key: SystemConfigKey): string | null;
  /** Ex-dates of the splits already applied to a position, so that none is applied twice. */
  appliedSplits(positionId: number): readonly SessionDate[];
  /** How a position ended; null while it is open. */
  exitOf(positionId: number): PositionExit | null;
  /** All sells of a position so far: shares and dollars received. */
  soldOf(positionId: number): { readonly shares: number; readonly proceeds: Money };
  /** Finished round trips in the order they closed: of the executed book (null) or of a shadow book. */
  closedResults(shadow: string | null): readonly ClosedResult[];
  /** The first and the last session of which a book has a snapshot; null when it has none. */
  snapshotSpan(book: string): { readonly from: SessionDate; readonly to: SessionDate } | null;
  /** The chained run log, from its beginning. */
  checkRunLog(): RunLogCheck;
  /** Runs of that command for that session so far. */
  runCount(command: string, tradeDate: SessionDate | null): number;
};

export type StateWrites = {
  /** All of it or nothing; may be nested. */
  transaction<T>(work: () => T): T;
  beginRun(run: RunRecord): void;
  endRun(runId: string, outcome: Outcome, at: Instant): void;
  /** Makes this run the one writer: the next number, committed. */
  takeWriterEpoch(runId: string, at: Instant): number;
  /** Committed before the request leaves. */
  intendOrder(order: IntendedOrder): void;
  /** An order the broker made for us: the leg of an entry, the successor of a replaced stop. */
  adoptOrder(order: AdoptedOrder): void;
  updateOrder(clientOrderId: string, update: OrderUpdate, at: Instant): void;
  /** An order booked as ended that the broker shows alive: the one way out of a final status, with its reason. */
  reopenOrder(clientOrderId: string, status: OrderStatus, at: Instant): void;
  /** Something was asked of the broker about an order: committed before the request leaves. */
  noteOrder(clientOrderId: string, note: string, at: Instant): void;
  /** Append-only; false when this fill was already booked. */
  recordFill(fill: FillRecord): boolean;
  openPosition(position: NewPosition): number;
  changePosition(positionId: number, change: PositionChange): void;
  closePosition(trade: ClosedTrade): void;
  recordSplit(positionId: number, split: AppliedSplit): void;
  /** Append-only; a finding that was answered already is refused. */
  recordCorrection(correction: BookCorrection): void;
  recordSignalFile(record: Omit<SignalFileRecord, 'begun'>): void;
  markBegun(tradeDate: SessionDate, strategy: string): void;
  saveShadowBook(strategy: string, asOf: SessionDate, change: ShadowChange): void;
  saveShadowPlan(strategy: string, plan: SessionPlan): void;
  recordFindings(runId: string, findings: readonly Finding[]): void;
  recordSnapshot(snapshot: BookSnapshot): void;
  setKillSwitch(level: KillSwitchLevel, reason: string | null, at: Instant): void;
  setSystemConfig(key: SystemConfigKey, value: string): void;
};

export type StateStore = StateReads & StateWrites;

export type ShadowPlanRecord = {
  readonly exits: readonly { readonly ticker: Ticker; readonly reason: ExitReason }[];
  readonly entries: readonly ShadowEntryRecord[];
};

export type ShadowEntryRecord = Pick<
  Position,
  'ticker' | 'score' | 'grade' | 'gradeSource' | 'reportDate' | 'companyName' | 'gapSize'
> & { readonly qty: number };

export type ShadowChange = {
  readonly positions: readonly Position[];
  readonly closed: readonly ClosedTrade[];
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

export type AdoptedOrder = {
  readonly clientOrderId: string;
  readonly brokerOrderId: string;
  readonly ticker: Ticker;
  readonly intent: Intent;
  readonly tradeDate: SessionDate;
  readonly positionId: number | null;
  readonly qty: number;
  readonly stopPrice: Money | null;
  readonly status: JournalStatus;
  readonly runId: string;
  readonly at: Instant;
};

export type OrderUpdate = {
  readonly status: JournalStatus;
  readonly brokerOrderId?: string;
  readonly positionId?: number;
  readonly filledQty?: number;
  readonly fillPrice?: Money | null;
  readonly rejectReason?: string;
};

export type NewPosition = Omit<Position, 'positionId'> & { readonly targetShares: number };

/** Of a closed trade what a comparison of books needs. */
export type ClosedResult = Pick<ClosedTrade, 'exitDate' | 'pnl'> & {
  readonly entryDate: SessionDate;
};

export type PositionExit = Pick<ClosedTrade, 'exitDate' | 'exitPrice' | 'exitReason' | 'pnl'>;

export type PositionChange = Partial<
  Pick<Position, 'ticker' | 'shares' | 'entryPrice' | 'stopPrice' | 'stopOrderId' | 'plannedExit'>
>;

export type AppliedSplit = {
  readonly exDate: SessionDate;
  readonly ratio: number;
  readonly sharesBefore: number;
  readonly sharesAfter: number;
};

export type BookSnapshot = {
  readonly book: string;
  readonly session: SessionDate;
  readonly positions: number;
  /** Shares × entry price. */
  readonly invested: Money;
  /** Shares × close of the session. */
  readonly marketValue: Money;
};
