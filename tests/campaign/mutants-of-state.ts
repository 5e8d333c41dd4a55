import type { Mutant } from './mutants.ts';

const EXECUTE = 'live/executor/execute-signals.ts';
const PROTECT = 'live/executor/protect-position.ts';
const COVERAGE = 'live/executor/check-coverage.ts';
const BOOK = 'live/bookkeeping/book-order.ts';
const SETTLE = 'live/bookkeeping/settle-orders.ts';
const SIGNALS = 'live/executor/check-signals.ts';
const LAST_GATE = 'src/rules/last-gate.ts';
const PLAN = 'src/plans/order-plan.ts';

export const MUTANTS_OF_STATE: readonly Mutant[] = [
  {
    name: 'a partial fill waits for ever',
    breaks: 'R6 F20',
    file: 'live/executor/await-orders.ts',
    before: 'leftovers.push({ order, ended: await cancelAndAwait(session, order) });',
    after: 'leftovers.push({ order, ended: cancelAndAwait === undefined ? null : order });',
    by: [
      { scenario: 'the entry is halted', kind: 'quiet' },
      { scenario: 'the entry is halted, in part filled and slow to cancel', kind: 'quiet' },
    ],
  },
  {
    name: 'no stop for a partial fill',
    breaks: 'R6 F19',
    file: PROTECT,
    before: '    await placeStop(session, { ...position, stopPrice });\n    return;',
    after: '    return;',
    also: [
      {
        file: COVERAGE,
        before: "    case 'bare':\n      return placeStop(session, position);",
        after: "    case 'bare':\n      return true;",
      },
    ],
    by: [
      { scenario: 'the entry is halted, in part filled and slow to cancel', kind: 'quiet' },
      { scenario: 'fills in part', kind: 'quiet' },
    ],
  },
  {
    name: 'coverage does not place what is missing',
    breaks: 'F26',
    file: COVERAGE,
    before: "    case 'bare':\n      return placeStop(session, position);",
    after: "    case 'bare':\n      return true;",
    by: [
      { scenario: 'the owner cancels a stop', kind: 'quiet' },
      { scenario: 'a stop has expired', kind: 'quiet' },
    ],
  },
  {
    name: 'coverage asks neither how many shares nor at which price',
    breaks: 'F26 F30',
    file: 'src/plans/coverage-plan.ts',
    before:
      '  if (left !== position.shares) return `its stop is for ${left} of ${position.shares} shares`;',
    after: '  void left;',
    also: [
      {
        file: 'src/plans/coverage-plan.ts',
        before: '  if (seen.stopPrice !== position.stopPrice) {',
        after: '  if (seen.stopPrice === null) {',
      },
    ],
    by: [
      { scenario: 'a held stock splits two for one', kind: 'quiet' },
      { scenario: 'a held stock splits one for four', kind: 'quiet' },
    ],
  },
  {
    name: 'a stop that cannot be placed is nobody’s concern',
    breaks: 'R6',
    file: PROTECT,
    before: "  noteUnresolved(log, 'UNPROTECTED', position.ticker, message);\n",
    after: '',
    by: [
      { scenario: 'the owner cancels a stop', kind: 'lasting', of: 6 },
      { scenario: 'the exit is received and rejected, and so is its stop', kind: 'quiet' },
      { scenario: 'exit alone', kind: 'lasting', of: 6 },
    ],
  },
  {
    name: 'an older reading is believed',
    breaks: 'F14',
    file: BOOK,
    before: 'if (showsNothingNew(current, seen) || isStale(current, seen)) return;',
    after: 'void isStale;\n  if (showsNothingNew(current, seen)) return;',
    by: [
      { scenario: 'a stop fills in two parts', kind: 'stale looks' },
      { scenario: 'fills in part, looked at every two seconds', kind: 'stale looks' },
    ],
  },
  {
    name: 'an order that is not in the list has ended',
    breaks: 'F16 R3',
    file: SETTLE,
    before:
      '        : await lookUp(journal, ports.broker);\n    if (seen === null) absent.push(journal);',
    after:
      "        : await lookUp(journal, ports.broker);\n    if (seen === null) ports.store.updateOrder(journal.clientOrderId, { status: 'refused' }, ports.clock.now());",
    by: [
      { scenario: 'entry alone', kind: 'doubts' },
      { scenario: 'rotation', kind: 'doubts' },
      { scenario: 'exit alone', kind: 'doubts' },
      { scenario: 'entry alone', kind: 'crashes' },
    ],
  },
  {
    name: 'a session is never begun',
    breaks: 'R13 F54',
    file: EXECUTE,
    before: '  session.store.markBegun(session.tradeDate, signals.strategy);\n',
    after: '',
    by: [
      { scenario: 'planned again after the first run', kind: 'quiet' },
      { scenario: 'a minute before the cutoff', kind: 'crashes' },
    ],
  },
  {
    name: 'an edited file is as good',
    breaks: 'R13 F53',
    file: SIGNALS,
    before: '  if (recorded.sha256 !== sha256(content)) {',
    after: "  if (recorded.sha256 !== sha256(content) && content === '') {",
    by: [{ scenario: 'an edited file', kind: 'quiet' }],
  },
  {
    name: 'any day’s file will do',
    breaks: 'R13 F52',
    file: SIGNALS,
    before: '  if (signals.trade_date !== gate.today) {',
    after: "  if (signals.trade_date !== gate.today && content === '') {",
    by: [{ scenario: 'the file of Friday', kind: 'quiet' }],
  },
  {
    name: 'one position too many',
    breaks: 'R9 I8',
    file: PLAN,
    before: '  return facts.limits.maxPositions - taken;',
    after: '  return facts.limits.maxPositions - taken + 1;',
    by: [
      { scenario: 'room only after the sell', kind: 'quiet' },
      { scenario: 'room only after the sell', kind: 'doubts' },
      { scenario: 'room only after the sell', kind: 'faults' },
    ],
  },
  {
    name: 'working entries take no place',
    breaks: 'R4 I8',
    file: PLAN,
    before:
      '  const taken = Math.max(held.size + working.length, atBroker.size + workingElsewhere.length);',
    after: '  const taken = Math.max(held.size, atBroker.size + workingElsewhere.length * 0);',
    by: [
      { scenario: 'room for one of two until the sell is done', kind: 'quiet' },
      { scenario: 'room for one of two until the sell is done', kind: 'crashes' },
    ],
  },
  {
    name: 'what was sent is sent again',
    breaks: 'R2 I2',
    file: PLAN,
    before:
      "  if (sent !== undefined) return { kind: 'already', ticker, clientOrderId: sent.clientOrderId };\n  if (facts.closed",
    after: '  void sent;\n  if (facts.closed',
    also: [
      {
        file: 'live/executor/gather-facts.ts',
        before: '.filter((symbol) => !sent.has(symbol));',
        after: '.filter((symbol) => !sent.has(symbol) || symbol !== undefined);',
      },
      {
        file: LAST_GATE,
        before: '  if (leaving.qty + bought.shares > planned.qty) {',
        after: '  if (leaving.qty > planned.qty) {',
      },
    ],
    by: [
      { scenario: 'room for one of two until the sell is done', kind: 'quiet' },
      { scenario: 'executed twice', kind: 'quiet' },
      { scenario: 'placed before the open and settled after it', kind: 'quiet' },
      { scenario: 'rotation', kind: 'crashes' },
    ],
  },
  {
    name: 'nobody is told of a bad end',
    breaks: 'R14 F50',
    file: 'live/executor/run.ts',
    before: "  if (outcome === 'done') return;",
    after: "  if (outcome !== 'bug') return;",
    by: [
      { scenario: 'a cancel is stuck', kind: 'quiet' },
      { scenario: 'the exit is received and rejected, and so is its stop', kind: 'quiet' },
      { scenario: 'the owner buys some more', kind: 'quiet' },
    ],
  },
  {
    name: 'any account will do',
    breaks: 'F57 R11',
    file: 'live/account-pin.ts',
    before: 'if (pinned.environment === environment && pinned.account === accountNumber) return;',
    after: 'if (pinned.environment === environment) return;',
    by: [{ scenario: 'the account was reset', kind: 'quiet' }],
  },
  {
    name: 'splits are not booked before fills',
    breaks: 'F30',
    file: 'live/bookkeeping/book-splits.ts',
    before: '  if (affected.length === 0) return [];',
    after: '  if (affected.length >= 0) return [];',
    by: [
      { scenario: 'the stock to be sold splits', kind: 'quiet' },
      { scenario: 'the stop of a split stock has filled at the open', kind: 'quiet' },
      { scenario: 'the stock to be sold splits', kind: 'crashes' },
    ],
  },
  {
    name: 'fills are counted twice',
    breaks: 'R10 I9',
    file: BOOK,
    before: '    const newShares = seen.filledQty - current.filledQty;',
    after: '    const newShares = seen.filledQty > current.filledQty ? seen.filledQty : 0;',
    by: [
      { scenario: 'a stop fills in two parts', kind: 'quiet' },
      { scenario: 'fills in part', kind: 'quiet' },
      { scenario: 'the entry is halted, in part filled and slow to cancel', kind: 'quiet' },
    ],
  },
  {
    name: 'a lost order is never given up',
    breaks: 'I16',
    file: EXECUTE,
    before: '  else await voidLostOrders(session, () => true);',
    after: '  else await settleOrders(session);',
    by: [
      { scenario: 'entry alone', kind: 'lasting', of: 3 },
      { scenario: 'exit alone', kind: 'faults', of: 3 },
      { scenario: 'entry alone', kind: 'faults', of: 3 },
    ],
  },
  {
    name: 'a moved stop that may have moved is moved by hand',
    breaks: 'R3 R5',
    file: PROTECT,
    before:
      "  if (moved.kind === 'unknown') {\n    noteUnresolved(session.log, 'STOP_MOVE_UNKNOWN', position.ticker, moved.message);\n    return;\n  }",
    after: '',
    equivalent:
      'to move it by hand is to cancel the old stop, to confirm that and to send one under the id in doubt: in the end one stop rests either way',
    by: [
      { scenario: 'the fill is dearer than the plan', kind: 'doubts' },
      { scenario: 'the fill is dearer than the plan', kind: 'faults', of: 4 },
    ],
  },
  {
    name: 'a cancel leaves no note',
    breaks: 'R1',
    file: 'live/executor/cancel-order.ts',
    before: "  store.noteOrder(order.clientOrderId, 'cancel requested', clock.now());\n",
    after: '  void [store];\n',
    by: [{ scenario: 'exit alone', kind: 'quiet' }],
  },
  {
    name: 'a blocked account is no reason',
    breaks: 'F59',
    file: EXECUTE,
    before: '  if (accountBlocked || tradingBlocked || tradeSuspendedByUser)',
    after: '  if (accountBlocked && tradingBlocked && tradeSuspendedByUser)',
    by: [
      { scenario: 'the account is blocked, and nothing is to be sold', kind: 'quiet' },
      { scenario: 'the account is blocked', kind: 'quiet' },
    ],
  },
];
