/**
 * What companies do to their stock: recognised from a record of it (at the source of prices, in the account's
 * activities, in the broker's announcements) and from shares that fit it. A price that falls is no record.
 */
import type { AccountActivity, CorporateNotice, NoticeKind } from '../domain/account-activity.ts';
import type { SpinOff, Split } from '../domain/bar.ts';
import {
  formatMoney,
  moneyFromNumber,
  moneyFromUnits,
  roundDownToTick,
  type Money,
} from '../domain/money.ts';
import type { Position } from '../domain/position.ts';
import type { SessionDate } from '../domain/session-date.ts';
import { parseTicker } from '../domain/ticker.ts';
import type { Cause } from './reconcile-causes.ts';
import { explanation } from './reconcile-explanation.ts';
import { eventKey, type Explained } from './reconcile-facts.ts';
import { sharesOfAll, surplusOf, type SymbolFacts, type Unbooked } from './reconcile-symbol.ts';
import { sharesAfterAll, splitsDue } from './reconcile.ts';
import { sharesLeft, soldBefore, type Sale } from './sales-around-splits.ts';

/** The shares differ, and an action accounts for it. */
export function explainByAction(facts: SymbolFacts): Explained | null {
  return explainSplit(facts) ?? explainNewName(facts) ?? explainArrival(facts) ?? explainEnd(facts);
}

/** The shares agree, and something has happened to the stock that a plan must not take for a fall of its price. */
export function explainEvent(facts: SymbolFacts): Explained | null {
  const { position, symbol, all } = facts;
  if (position === undefined) return null;
  const due = dueSplits(facts, position);
  if (due.length > 0 && sharesAfterAll(facts.ours, due) !== facts.ours)
    return splitAmongSales(facts, due) ?? unconfirmedSplit(facts, due);
  return (
    spinOff(facts, position) ??
    newName(facts, position) ??
    explainEnd(facts) ??
    (all.inactive.has(symbol) ? delisted(facts, ['the broker does not list it as active']) : null)
  );
}

/** Splits of either source that the position does not count in yet, each ex-date once, oldest first. */
function dueSplits({ all, symbol }: SymbolFacts, position: Position): readonly Split[] {
  const announced = (all.notices ?? []).flatMap(({ kind, symbol: of, date, ratio }): Split[] =>
    kind === 'split' && of === symbol && ratio !== null
      ? [{ type: 'split', ticker: position.ticker, exDate: date, ratio }]
      : [],
  );
  const priced = all.actions.filter(
    (action): action is Split => action.type === 'split' && action.ticker === symbol,
  );
  const splits = [...priced, ...announced].filter(
    ({ exDate }, at, list) => list.findIndex((split) => split.exDate === exDate) === at,
  );
  const applied = all.applied.get(position.positionId) ?? [];
  return splitsDue(position, { splits, applied, tradeDate: all.tradeDate });
}

function splitSentence({ ratio, exDate }: Split): string {
  return `${Number(ratio.toFixed(6))} new shares for one old on ${exDate} are on record`;
}

function explainSplit(facts: SymbolFacts): Explained | null {
  const { position, theirs, setApart, unbooked } = facts;
  if (position === undefined) return null;
  const due = dueSplits(facts, position);
  if (due.length === 0) return null;
  const among = splitAmongSales(facts, due);
  if (among !== null) return among;
  const expected = sharesAfterAll(facts.ours, due) + sharesOfAll(unbooked);
  if (expected !== theirs - setApart) return unconfirmedSplit(facts, due);
  if (sharesAfterAll(facts.ours, due) === 0) return splitToNothing(facts, position, due);
  return explanation(facts, 'split', {
    evidence: [...due.map(splitSentence), `the account has the ${expected} shares that gives`],
    heals: true,
    protect: true,
  });
}

/** Sales that are not booked, each on the side of the splits on which the account's history has it. */
function splitAmongSales(facts: SymbolFacts, due: readonly Split[]): Explained | null {
  const { ours, theirs, setApart, all } = facts;
  const sales = salesOf(facts);
  const left = sharesLeft(ours, { due, sales, history: all.activities });
  if (sales.length === 0 || left !== theirs - setApart) return null;
  return explanation(facts, 'split', {
    evidence: [...due.map(splitSentence), ...salesSentences(facts, due)],
    heals: true,
    protect: true,
  });
}

function salesOf({ unbooked }: SymbolFacts): readonly (Sale & Pick<Unbooked, 'order'>)[] {
  return unbooked
    .filter(({ shares }) => shares < 0)
    .map(({ order, shares }) => ({ order, booked: order.filledQty + shares }));
}

function salesSentences(facts: SymbolFacts, due: readonly Split[]): readonly string[] {
  return salesOf(facts).flatMap(({ order }) =>
    due.map(({ exDate }) => {
      const part = soldBefore(order, exDate, facts.all.activities);
      const when =
        part === undefined
          ? 'the activities do not say how many of them before'
          : `${part?.shares ?? 0} of them before`;
      return `order ${order.clientOrderId}: ${order.filledQty} shares sold, ${when} ${exDate}`;
    }),
  );
}

function unconfirmedSplit(facts: SymbolFacts, due: readonly Split[]): Explained {
  const expected = sharesAfterAll(facts.ours, due);
  return explanation(facts, 'split_unconfirmed', {
    evidence: [
      ...due.map(splitSentence),
      ...salesSentences(facts, due),
      `${facts.ours} shares would become ${expected}, the account has ${facts.theirs - facts.setApart}`,
    ],
  });
}

/** A reverse split can leave less than a share: it is paid out, and the position is over. */
function splitToNothing(facts: SymbolFacts, position: Position, due: readonly Split[]): Explained {
  const paid = activitiesOf(facts, ['SPLIT', 'CIL', 'JNLC']).find(
    ({ netAmount }) => netAmount !== null && netAmount > 0,
  );
  const each = paid?.netAmount ?? null;
  return explanation(facts, 'split', {
    evidence: [
      ...due.map(splitSentence),
      `${facts.ours} shares became less than one`,
      ...(each === null ? [] : [`${formatMoney(each)} were paid in lieu`]),
    ],
    proposal:
      paid === undefined || each === null
        ? null
        : {
            kind: 'close',
            positionId: position.positionId,
            price: moneyFromUnits(Math.round(each / facts.ours)),
            on: paid.date,
          },
  });
}

function noticesOf(facts: SymbolFacts, kinds: readonly NoticeKind[]): readonly CorporateNotice[] {
  const { all, symbol, position } = facts;
  return (all.notices ?? []).filter(
    (notice) =>
      kinds.includes(notice.kind) &&
      notice.symbol === symbol &&
      isDuring(notice.date, position, all.tradeDate),
  );
}

function activitiesOf(facts: SymbolFacts, types: readonly string[]): readonly AccountActivity[] {
  const { all, symbol, position } = facts;
  return (all.activities ?? []).filter(
    (activity) =>
      types.includes(activity.type) &&
      activity.symbol === symbol &&
      activity.status !== 'canceled' &&
      isDuring(activity.date, position, all.tradeDate),
  );
}

function isDuring(
  date: SessionDate,
  position: Position | undefined,
  tradeDate: SessionDate,
): boolean {
  return date <= tradeDate && (position === undefined || date > position.entryDate);
}

/** Our symbol is gone and its successor has come, with our shares. */
function explainNewName(facts: SymbolFacts): Explained | null {
  const { position, theirs } = facts;
  return position === undefined || theirs !== 0 ? null : newName(facts, position);
}

function newName(facts: SymbolFacts, position: Position): Explained | null {
  const { all, ours } = facts;
  const [notice] = noticesOf(facts, ['ticker_change']);
  if (notice?.newSymbol == null) return null;
  const next = parseTicker(notice.newSymbol);
  const arrived = all.positions.find(({ symbol }) => symbol === notice.newSymbol)?.qty ?? 0;
  const isWhole = arrived === ours && !all.book.some((held) => held.ticker === next);
  return explanation(facts, 'ticker_change', {
    evidence: [
      `${notice.symbol} is ${notice.newSymbol} since ${notice.date} (${notice.source})`,
      `the account has ${arrived} shares of ${notice.newSymbol}`,
    ],
    proposal:
      next === undefined || !isWhole
        ? null
        : { kind: 'rename', positionId: position.positionId, to: next },
  });
}

/** Shares of a symbol that is not in the book came out of one that is. */
function explainArrival(facts: SymbolFacts): Explained | null {
  const { all, symbol, position } = facts;
  if (position !== undefined) return null;
  const kinds: readonly NoticeKind[] = ['ticker_change', 'spin_off', 'merger'];
  const notice = (all.notices ?? []).find(
    ({ kind, newSymbol, symbol: from }) =>
      newSymbol === symbol &&
      kinds.includes(kind) &&
      all.book.some(({ ticker: of }) => of === from),
  );
  if (notice === undefined) return null;
  const cause: Cause =
    notice.kind === 'spin_off' ? 'spin_off' : notice.kind === 'merger' ? 'merger' : 'ticker_change';
  return explanation(facts, cause, {
    evidence: [`it came out of ${notice.symbol} on ${notice.date} (${notice.source})`],
    // The shares of a new name go with their position; others are none that we trade.
    proposal:
      notice.kind === 'ticker_change' ? null : { kind: 'set_apart', shares: surplusOf(facts) },
  });
}

const MERGER_ACTIVITIES = ['MA', 'REORG', 'ACATC'];

/** A merger pays for the shares; a delisting leaves them where nobody trades. */
function explainEnd(facts: SymbolFacts): Explained | null {
  const notice = noticesOf(facts, ['merger', 'delisting'])[0];
  const [activity] = activitiesOf(facts, MERGER_ACTIVITIES);
  if (notice?.kind === 'delisting') {
    return delisted(facts, [`${notice.source} of ${notice.date} is announced`]);
  }
  if (notice === undefined && activity === undefined) return null;
  const { position, theirs } = facts;
  const paid = activity?.netAmount ?? null;
  const isOver = position !== undefined && theirs === 0 && paid !== null && paid > 0;
  return explanation(facts, 'merger', {
    evidence: [
      ...(notice === undefined ? [] : [`${notice.source} of ${notice.date} is announced`]),
      ...(activity === undefined
        ? []
        : [
            `activity ${activity.type} of ${activity.date}: ${formatMoney(paid ?? moneyFromUnits(0))} dollars`,
          ]),
    ],
    proposal:
      isOver && activity !== undefined
        ? {
            kind: 'close',
            positionId: position.positionId,
            price: moneyFromUnits(Math.round(paid / position.shares)),
            on: activity.date,
          }
        : null,
  });
}

function delisted(facts: SymbolFacts, evidence: readonly string[]): Explained {
  return explanation(facts, 'delisting', { evidence });
}

type Payment = {
  readonly date: SessionDate;
  readonly cash: number | null;
  readonly source: string;
};

/** What left the stock and was given to its holders: the price falls by it, and that is no verdict. */
function spinOff(facts: SymbolFacts, position: Position): Explained | null {
  const { all, symbol } = facts;
  const priced = all.actions
    .filter((action): action is SpinOff => action.type === 'spinoff' && action.ticker === symbol)
    .map(({ exDate, cash }): Payment => ({ date: exDate, cash, source: 'the source of prices' }));
  const announced = noticesOf(facts, ['spin_off', 'special_payment']).map(
    ({ date, cash, source }): Payment => ({ date, cash, source }),
  );
  const payment = [...priced, ...announced]
    .filter(({ date }) => isDuring(date, position, all.tradeDate))
    .find(({ date }) => !all.settled.has(eventKey('spin_off', symbol, date)));
  if (payment === undefined) return null;
  const { date, source } = payment;
  const cash = payment.cash ?? 0;
  const worth = cash > 0 ? `, worth ${formatMoney(moneyFromNumber(cash))} a share` : '';
  return explanation(facts, 'spin_off', {
    evidence: [
      `a spin-off or special dividend on ${date} is on record at ${source}${worth}`,
      `its stop rests at ${formatMoney(position.stopPrice)}`,
    ],
    protect: true,
    proposal: {
      kind: 'settle',
      positionId: position.positionId,
      event: eventKey('spin_off', symbol, date),
      stopPrice: loweredStop(position, cash),
    },
  });
}

/**
 * Open sell stops are lowered by what is paid out, unless they ask not to be; what is not above zero then stays.
 *
 * @see https://www.finra.org/rules-guidance/rulebooks/finra-rules/5330
 */
function loweredStop({ stopPrice }: Position, cash: number): Money | null {
  if (cash <= 0) return null;
  const lowered = stopPrice - moneyFromNumber(cash);
  return lowered > 0 ? roundDownToTick(moneyFromUnits(lowered)) : null;
}
