import type { Mutant } from './mutants.ts';

const EXECUTE = 'live/executor/execute-signals.ts';
const PROTECT = 'live/executor/protect-position.ts';
const COVERAGE = 'live/executor/check-coverage.ts';
const BOOK = 'live/bookkeeping/book-order.ts';
const SETTLE = 'live/bookkeeping/settle-orders.ts';
const SIGNALS = 'live/executor/check-signals.ts';
const PLAN = 'src/plans/order-plan.ts';

export const MUTANTS_OF_STATE: readonly Mutant[] = [
  {
    name: 'a partial fill waits for ever',
    breaks: 'R6 F20',
    file: 'live/executor/await-orders.ts',
    before: 'leftovers.push({ order, ended: await cancelAndAwait(session, order) });',
    after: 'leftovers.push({ order, ended: cancelAndAwait === undefined ? null : order });',
  },
  {
    name: 'no stop for a partial fill',
    breaks: 'R6 F19',
    file: PROTECT,
    before: '    await placeStop(session, { ...position, stopPrice });\n    return;',
    after: '    return;',
  },
  {
    name: 'coverage does not place what is missing',
    breaks: 'F26',
    file: COVERAGE,
    before: '  if (stop === undefined) return placeStop(session, position);',
    after: '  if (stop === undefined) return true;',
  },
  {
    name: 'coverage does not count shares',
    breaks: 'F26 F30',
    file: COVERAGE,
    before:
      '  if (left !== position.shares) return `its stop is for ${left} of ${position.shares} shares`;',
    after: '',
  },
  {
    name: 'a stop that cannot be placed is nobody’s concern',
    breaks: 'R6',
    file: PROTECT,
    before: "  noteUnresolved(log, 'UNPROTECTED', position.ticker, message);\n",
    after: '',
  },
  {
    name: 'an older reading is believed',
    breaks: 'F14',
    file: BOOK,
    before: '    if (isStale(current, seen)) return;',
    after: '    void isStale;',
  },
  {
    name: 'an order that is not in the list has ended',
    breaks: 'F16 R3',
    file: SETTLE,
    before:
      '        : await lookUp(journal, ports.broker);\n    if (seen === null) absent.push(journal);',
    after:
      "        : await lookUp(journal, ports.broker);\n    if (seen === null) ports.store.updateOrder(journal.clientOrderId, { status: 'refused' }, ports.clock.now());",
  },
  {
    name: 'a failed read of the positions is an empty account',
    breaks: 'F16',
    file: 'src/rules/reconcile.ts',
    before: 'if (difference.ours === difference.theirs) return [];',
    after: 'if (difference.ours === difference.theirs || difference.theirs === 0) return [];',
  },
  {
    name: 'yesterday’s entries may still fill',
    breaks: 'R6 F47',
    file: 'live/executor/end-unwanted-entries.ts',
    before: 'isHalted || tradeDate !== session.tradeDate,',
    after: 'isHalted && tradeDate === session.tradeDate,',
  },
  {
    name: 'a session is never begun',
    breaks: 'R13 F54',
    file: EXECUTE,
    before: '  session.store.markBegun(session.tradeDate, signals.strategy);\n',
    after: '',
  },
  {
    name: 'an edited file is as good',
    breaks: 'R13 F53',
    file: SIGNALS,
    before: '  if (recorded.sha256 !== sha256(content)) {',
    after: "  if (recorded.sha256 !== sha256(content) && content === '') {",
  },
  {
    name: 'any day’s file will do',
    breaks: 'R13 F52',
    file: SIGNALS,
    before: '  if (signals.trade_date !== gate.today) {',
    after: "  if (signals.trade_date !== gate.today && content === '') {",
  },
  {
    name: 'one position too many',
    breaks: 'R9 I8',
    file: PLAN,
    before: '  return facts.limits.maxPositions - taken;',
    after: '  return facts.limits.maxPositions - taken + 1;',
  },
  {
    name: 'working entries take no place',
    breaks: 'R4 I8',
    file: PLAN,
    before:
      '  const taken = Math.max(held.size + working.length, atBroker.size + workingElsewhere.length);',
    after: '  const taken = Math.max(held.size, atBroker.size + workingElsewhere.length * 0);',
  },
  {
    name: 'what was sent is sent again',
    breaks: 'R2 I2',
    file: PLAN,
    before:
      "  if (sent !== undefined) return { kind: 'already', ticker, clientOrderId: sent.clientOrderId };\n  if (facts.closed",
    after: '  void sent;\n  if (facts.closed',
  },
  {
    name: 'nobody is told of a bad end',
    breaks: 'R14 F50',
    file: 'live/executor/run.ts',
    before: "  if (outcome === 'done') return;",
    after: "  if (outcome !== 'bug') return;",
  },
  {
    name: 'any account will do',
    breaks: 'F57 R11',
    file: 'live/account-pin.ts',
    before: 'if (pinned.environment === environment && pinned.account === accountNumber) return;',
    after: 'if (pinned.environment === environment) return;',
  },
  {
    name: 'splits are not booked before fills',
    breaks: 'F30',
    file: 'live/bookkeeping/book-splits.ts',
    before: '  if (affected.length === 0) return [];',
    after: '  if (affected.length >= 0) return [];',
  },
  {
    name: 'fills are counted twice',
    breaks: 'R10 I9',
    file: BOOK,
    before: '    const newShares = seen.filledQty - current.filledQty;',
    after: '    const newShares = seen.filledQty > current.filledQty ? seen.filledQty : 0;',
  },
  {
    name: 'a lost order is never given up',
    breaks: 'I16',
    file: EXECUTE,
    before: '  else await voidLostOrders(session, () => true);',
    after: '  else await settleOrders(session);',
  },
  {
    name: 'a moved stop that may have moved is moved by hand',
    breaks: 'R3 R5',
    file: PROTECT,
    before:
      "  if (moved.kind === 'unknown') {\n    noteUnresolved(session.log, 'STOP_MOVE_UNKNOWN', position.ticker, moved.message);\n    return;\n  }",
    after: '',
  },
  {
    name: 'a cancel leaves no note',
    breaks: 'R1',
    file: 'live/executor/cancel-order.ts',
    before: "  store.noteOrder(order.clientOrderId, 'cancel requested', clock.now());\n",
    after: '  void [store];\n',
  },
  {
    name: 'a blocked account is no reason',
    breaks: 'F59',
    file: EXECUTE,
    before: '  if (accountBlocked || tradingBlocked || tradeSuspendedByUser)',
    after: '  if (accountBlocked && tradingBlocked && tradeSuspendedByUser)',
  },
];
