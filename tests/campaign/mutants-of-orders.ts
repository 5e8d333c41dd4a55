import type { Mutant } from './mutants.ts';

const SUBMIT = 'live/executor/submit-order.ts';
const PROTECT = 'live/executor/protect-position.ts';
const SELL = 'live/executor/phase-a-sell.ts';
const BOOK = 'live/bookkeeping/book-order.ts';
const UNKNOWN = 'live/executor/settle-unknown.ts';
const LAST_GATE = 'src/rules/last-gate.ts';
const WRITES = 'src/adapters/sqlite/state-writes.ts';

export const MUTANTS_OF_ORDERS: readonly Mutant[] = [
  {
    name: 'the bracket that the broker refuses',
    breaks: 'P1',
    file: 'live/executor/phase-d-buy.ts',
    before: "const bought = await submitOrder(session, entryOrder(session, entry, 'oto'));",
    after:
      "const bought = await submitOrder(session, { ...entryOrder(session, entry, 'oto'), orderClass: 'bracket' as 'oto' });",
    by: [{ scenario: 'entry alone', kind: 'quiet' }],
  },
  {
    name: 'an entry for the day',
    breaks: 'P2',
    file: 'live/executor/phase-d-buy.ts',
    before: "timeInForce: 'gtc',",
    after: "timeInForce: 'day',",
    by: [{ scenario: 'entry alone', kind: 'quiet' }],
  },
  {
    name: 'a plain buy after any doubt',
    breaks: 'P3',
    file: 'live/executor/phase-d-buy.ts',
    before: "(bought.kind === 'refused' && bought.reason === 'order_class_refused') ||",
    after: "bought.kind === 'refused' || bought.kind === 'unknown' ||",
    by: [{ scenario: 'entry alone', kind: 'events' }],
  },
  {
    name: 'the same id with another payload',
    breaks: 'P3 R2',
    file: SUBMIT,
    before: 'if (pending.payloadHash === payloadHash) return',
    after: 'if (pending.payloadHash !== "") return',
    by: [
      { scenario: 'entry and stop are not taken in one order', kind: 'crashes' },
      { scenario: 'entry and stop are not taken in one order', kind: 'doubts' },
    ],
  },
  {
    name: 'a used id is a refusal',
    breaks: 'P4',
    file: SUBMIT,
    before:
      "if (result.reason === 'duplicate_client_order_id') return adoptExisting(session, request);",
    after: '',
    by: [
      { scenario: 'entry alone', kind: 'doubts' },
      { scenario: 'rotation', kind: 'doubts' },
      { scenario: 'entry alone', kind: 'crashes' },
    ],
  },
  {
    name: 'the intent is written after the request',
    breaks: 'P5 R1',
    file: WRITES,
    before: '      write(intendedRow(order));',
    after: '      setTimeout(() => write(intendedRow(order)), 0);',
    by: [
      { scenario: 'entry alone', kind: 'quiet' },
      { scenario: 'entry alone', kind: 'crashes' },
    ],
  },
  {
    name: 'what was accepted is not recorded',
    breaks: 'P5',
    file: SUBMIT,
    before: '  bookOrder(journal, order, { store, runId, at: clock.now() });',
    after:
      "  void [bookOrder, runId]; store.updateOrder(journal.clientOrderId, { status: 'refused' }, clock.now());",
    by: [{ scenario: 'entry alone', kind: 'quiet' }],
  },
  {
    name: 'a cancel is done when it is asked for',
    breaks: 'P6 R5',
    file: 'live/executor/cancel-order.ts',
    before: '    return isSettled(currentOf(session, order).status);',
    after: '    return isSettled(currentOf(session, order).status) || true;',
    also: [
      {
        file: SELL,
        before: '  const free = await awaitFreeShares(session, position);',
        after: '  const free = position.shares;\n  void awaitFreeShares;',
      },
    ],
    by: [
      { scenario: 'a cancel dwells', kind: 'quiet' },
      { scenario: 'a cancel is stuck', kind: 'quiet' },
      { scenario: 'the stop fills while its cancel is pending', kind: 'quiet' },
    ],
  },
  {
    name: 'sells although the stop does not cancel',
    breaks: 'P7 R5',
    file: SELL,
    before: '    if (ended === null) {',
    after: '    if (ended === null && exit.cancel.length === 0) {',
    also: [
      {
        file: SELL,
        before: '  const free = await awaitFreeShares(session, position);',
        after: '  const free = position.shares;\n  void awaitFreeShares;',
      },
    ],
    by: [{ scenario: 'a cancel is stuck', kind: 'quiet' }],
  },
  {
    name: 'a refused stop has filled',
    breaks: 'P8',
    file: PROTECT,
    before: "    if (submitted.kind !== 'refused') break;",
    after:
      "    if (submitted.kind === 'refused') return true;\n    if (submitted.kind !== 'refused') break;",
    by: [
      { scenario: 'a stop is missing, and the market is below it', kind: 'quiet' },
      { scenario: 'the exit is received and rejected, and so is its stop', kind: 'quiet' },
      { scenario: 'the owner cancels a stop', kind: 'faults', of: 3 },
    ],
  },
  {
    name: 'a cancelled order has no fills',
    breaks: 'P9',
    file: BOOK,
    before: '      newShares > 0 ? bookFill(',
    after: "      newShares > 0 && seen.status !== 'canceled' ? bookFill(",
    by: [
      { scenario: 'the owner cancels an entry that has filled in part', kind: 'quiet' },
      { scenario: 'the entry is halted, in part filled and slow to cancel', kind: 'quiet' },
      { scenario: 'fills in part', kind: 'quiet' },
    ],
  },
  {
    name: 'two attempts a day',
    breaks: 'P14',
    file: SUBMIT,
    before: 'return clientOrderId(key, store.attempts(key) + 1);',
    after: 'return clientOrderId(key, Math.min(store.attempts(key) + 1, 1));',
    by: [
      { scenario: 'a stop has expired', kind: 'quiet' },
      { scenario: 'the owner cancels a stop', kind: 'events', of: 3 },
      { scenario: 'the exit is received and rejected, and so is its stop', kind: 'quiet' },
      { scenario: 'the leg may not be replaced', kind: 'quiet' },
      { scenario: 'rotation', kind: 'faults', of: 5 },
    ],
  },
  {
    name: 'a new id for every try',
    breaks: 'R2',
    file: SUBMIT,
    before: "        (order.status === 'intended' || order.status === 'unknown_outcome'),",
    after: "        order.status === 'accepted_for_bidding',",
    by: [
      { scenario: 'entry alone', kind: 'doubts' },
      { scenario: 'rotation', kind: 'doubts' },
      { scenario: 'entry alone', kind: 'faults', of: 3 },
    ],
  },
  {
    name: 'unknown is refused',
    breaks: 'R3',
    file: SUBMIT,
    before:
      "      store.updateOrder(request.clientOrderId, { status: 'unknown_outcome' }, clock.now());\n      return resolveUnknown(",
    after:
      "      store.updateOrder(request.clientOrderId, { status: 'refused' }, clock.now());\n      if (request.qty > 0) return { kind: 'refused', reason: 'other', message: result.message };\n      return resolveUnknown(",
    by: [
      { scenario: 'entry alone', kind: 'doubts' },
      { scenario: 'exit alone', kind: 'doubts' },
      { scenario: 'rotation', kind: 'doubts' },
    ],
  },
  {
    name: 'absent at the first look',
    breaks: 'R3 F11',
    file: UNKNOWN,
    before: 'look < LOOK_UPS && absent.length > 0',
    after: 'look < LOOK_UPS - LOOK_UPS && absent.length > 0',
    by: [
      { scenario: 'the owner cancels a stop', kind: 'crashes' },
      { scenario: 'rotation', kind: 'doubts' },
      { scenario: 'entry alone', kind: 'doubts' },
      { scenario: 'exit alone', kind: 'faults', of: 3 },
    ],
  },
  {
    name: 'an unknown order is no live order',
    breaks: 'R4',
    file: 'src/domain/order.ts',
    before:
      "  if (status === 'intended' || status === 'unknown_outcome') return false;\n  return isTerminal(status);",
    after:
      "  if (status === 'intended' || status === 'unknown_outcome') return true;\n  return isTerminal(status);",
    by: [
      { scenario: 'room for one of two until the sell is done', kind: 'crashes' },
      { scenario: 'entry alone', kind: 'doubts' },
      { scenario: 'exit alone', kind: 'doubts' },
    ],
  },
  {
    name: 'sells more than is free',
    breaks: 'R5 F5',
    file: SELL,
    before: '  const qty = Math.min(position.shares, free);',
    after: '  const qty = Math.max(position.shares, free);',
    equivalent:
      'the broker refuses what another sell has reserved; the stop is put back and 9 is the end, as it is when less is sold than was to be',
    by: [
      { scenario: 'fills in part', kind: 'quiet' },
      { scenario: 'the exit is halted', kind: 'some faults' },
      { scenario: 'the stop fills while its cancel is pending', kind: 'quiet' },
    ],
  },
  {
    name: 'a stop beside a sell that may have arrived',
    breaks: 'R5',
    file: SELL,
    before: "    if (sold.kind === 'unknown') return;",
    after: '',
    also: [
      {
        file: LAST_GATE,
        before: '  if (position === null || leaving.qty + onSale > shares) {',
        after: '  if (position === null || leaving.qty > shares) {',
      },
    ],
    by: [
      { scenario: 'exit alone', kind: 'doubts' },
      { scenario: 'rotation', kind: 'doubts' },
      { scenario: 'exit alone', kind: 'faults', of: 3 },
    ],
  },
  {
    name: 'no stop after a refused sell',
    breaks: 'R5 F25',
    file: SELL,
    before: '    await placeStop(session, position);\n    endIfKeysRefused(sold);',
    after: '    endIfKeysRefused(sold);',
    also: [
      {
        file: 'live/executor/check-coverage.ts',
        before: "    case 'bare':\n      return placeStop(session, position);",
        after: "    case 'bare':\n      return true;",
      },
    ],
    by: [
      { scenario: 'exit alone', kind: 'doubts' },
      { scenario: 'exit alone', kind: 'faults', of: 3 },
      { scenario: 'the exit is received and rejected, and so is its stop', kind: 'quiet' },
    ],
  },
  {
    name: 'no stop for what did not sell',
    breaks: 'R5 F25',
    file: 'live/executor/phase-b-await-sells.ts',
    before: '    await placeStop(session, position);',
    after: '    void placeStop;',
    also: [
      {
        file: 'live/executor/check-coverage.ts',
        before: "    case 'bare':\n      return placeStop(session, position);",
        after: "    case 'bare':\n      return true;",
      },
    ],
    by: [
      { scenario: 'the exit is halted', kind: 'quiet' },
      { scenario: 'the exit is received and rejected, and so is its stop', kind: 'quiet' },
    ],
  },
  {
    name: 'a sell that a halt keeps from filling is sent again by every run',
    breaks: 'F25 F27 I17',
    file: 'live/executor/await-orders.ts',
    before: '    if (await protectsBest(session, order)) leftovers.push({ order, ended: null });',
    after: '    if (false) void protectsBest;',
    by: [{ scenario: 'the exit is halted below its stop', kind: 'quiet' }],
  },
  {
    name: 'what a stop sold before a split counts in the shares after it',
    breaks: 'F22 F30',
    file: 'live/bookkeeping/book-splits.ts',
    before: '      for (const sell of sells) {',
    after: '      for (const sell of sells.slice(sells.length)) {',
    by: [{ scenario: 'a stop fills on both sides of a split', kind: 'quiet' }],
  },
];
