import type { Mutant } from './mutants.ts';

const SUBMIT = 'live/executor/submit-order.ts';
const EXECUTE = 'live/executor/execute-signals.ts';
const PROTECT = 'live/executor/protect-position.ts';
const SELL = 'live/executor/phase-a-sell.ts';
const FACTS = 'live/executor/gather-facts.ts';
const BOOK = 'live/bookkeeping/book-order.ts';
const UNKNOWN = 'live/executor/settle-unknown.ts';
const WRITES = 'src/adapters/sqlite/state-writes.ts';

export const MUTANTS_OF_ORDERS: readonly Mutant[] = [
  {
    name: 'the bracket that the broker refuses',
    breaks: 'P1',
    file: 'live/executor/phase-d-buy.ts',
    before: "const bought = await submitOrder(session, entryOrder(session, entry, 'oto'));",
    after:
      "const bought = await submitOrder(session, { ...entryOrder(session, entry, 'oto'), orderClass: 'bracket' as 'oto' });",
  },
  {
    name: 'an entry for the day',
    breaks: 'P2',
    file: 'live/executor/phase-d-buy.ts',
    before: "timeInForce: 'gtc',",
    after: "timeInForce: 'day',",
  },
  {
    name: 'a plain buy after any doubt',
    breaks: 'P3',
    file: 'live/executor/phase-d-buy.ts',
    before: "if (bought.kind === 'refused' && bought.reason === 'order_class_refused') {",
    after: "if (bought.kind === 'refused' || bought.kind === 'unknown') {",
  },
  {
    name: 'the same id with another payload',
    breaks: 'P3 R2',
    file: SUBMIT,
    before: 'if (pending.payloadHash === payloadHash) return',
    after: 'if (pending.payloadHash !== "") return',
  },
  {
    name: 'a used id is a refusal',
    breaks: 'P4',
    file: SUBMIT,
    before:
      "if (result.reason === 'duplicate_client_order_id') return adoptExisting(session, request);",
    after: '',
  },
  {
    name: 'the intent is written after the request',
    breaks: 'P5 R1',
    file: WRITES,
    before: '      write(intendedRow(order));',
    after: '      setTimeout(() => write(intendedRow(order)), 0);',
  },
  {
    name: 'what was accepted is not recorded',
    breaks: 'P5',
    file: SUBMIT,
    before: '  bookOrder(journal, order, { store, runId, at: clock.now() });',
    after:
      "  void [bookOrder, runId]; store.updateOrder(journal.clientOrderId, { status: 'refused' }, clock.now());",
  },
  {
    name: 'a cancel is done when it is asked for',
    breaks: 'P6 R5',
    file: 'live/executor/cancel-order.ts',
    before: '    return isSettled(currentOf(session, order).status);',
    after: '    return isSettled(currentOf(session, order).status) || true;',
  },
  {
    name: 'sells although the stop does not cancel',
    breaks: 'P7 R5',
    file: SELL,
    before: '    if (ended === null) {',
    after: '    if (ended === null && exit.cancel.length === 0) {',
  },
  {
    name: 'a refused stop has filled',
    breaks: 'P8',
    file: PROTECT,
    before: "    if (submitted.kind !== 'refused') break;",
    after:
      "    if (submitted.kind === 'refused') return true;\n    if (submitted.kind !== 'refused') break;",
  },
  {
    name: 'a cancelled order has no fills',
    breaks: 'P9',
    file: BOOK,
    before: '      newShares > 0 ? bookFill(',
    after: "      newShares > 0 && seen.status !== 'canceled' ? bookFill(",
  },
  {
    name: 'the kill switch stops stops',
    breaks: 'P11 R7',
    file: SUBMIT,
    before: "  return wanted.key.intent === 'entry' && store.killSwitch().level !== 'off';",
    after: "  return wanted.key.intent !== 'exit' && store.killSwitch().level !== 'off';",
  },
  {
    name: 'the kill switch is read before the intent only',
    breaks: 'P12 R7',
    file: SUBMIT,
    before: '  if (isEntryForbidden(session, wanted)) {\n    session.store.updateOrder(',
    after:
      '  if (isEntryForbidden(session, wanted) && wanted.qty < 0) {\n    session.store.updateOrder(',
  },
  {
    name: 'the kill switch is never read again',
    breaks: 'P12 R7',
    file: SUBMIT,
    before: "  return wanted.key.intent === 'entry' && store.killSwitch().level !== 'off';",
    after: '  return void [store, wanted] === null;',
  },
  {
    name: 'an entry is sent again with the kill switch on',
    breaks: 'P12 R7',
    file: SUBMIT,
    before:
      "  const isForbidden = request.side === 'buy' && session.store.killSwitch().level !== 'off';",
    after: '  const isForbidden = false;',
  },
  {
    name: 'the clock is believed',
    breaks: 'P13 R12',
    file: FACTS,
    before:
      "  if (sources.timeProblem !== null) return { code: 'TIME_IN_DOUBT', message: sources.timeProblem };",
    after: '',
  },
  {
    name: 'no cutoff',
    breaks: 'P13 R12',
    file: FACTS,
    before: 'if (!skipTimeCheck && clock.now() > cutoff) {',
    after: 'if (!skipTimeCheck && clock.now() > cutoff + 3_600_000) {',
  },
  {
    name: 'two attempts a day',
    breaks: 'P14',
    file: SUBMIT,
    before: 'const attempt = pending === undefined ? store.attempts(wanted.key) + 1 : null;',
    after:
      'const attempt = pending === undefined ? Math.min(store.attempts(wanted.key) + 1, 1) : null;',
  },
  {
    name: 'disputes are passed over',
    breaks: 'P15 R11',
    file: EXECUTE,
    before: '    if (!working) disputed.add(ticker);',
    after: '    void working;',
  },
  {
    name: 'unprotected ends with zero',
    breaks: 'P19 R14',
    file: EXECUTE,
    before: "  if (undisputed.length > 0) return 'unresolved';",
    after: '',
  },
  {
    name: 'a new id for every try',
    breaks: 'R2',
    file: SUBMIT,
    before: "        (order.status === 'intended' || order.status === 'unknown_outcome'),",
    after: "        order.status === 'accepted_for_bidding',",
  },
  {
    name: 'unknown is refused',
    breaks: 'R3',
    file: SUBMIT,
    before:
      "      store.updateOrder(request.clientOrderId, { status: 'unknown_outcome' }, clock.now());\n      return resolveUnknown(",
    after:
      "      store.updateOrder(request.clientOrderId, { status: 'refused' }, clock.now());\n      if (request.qty > 0) return { kind: 'refused', reason: 'other', message: result.message };\n      return resolveUnknown(",
  },
  {
    name: 'absent at the first look',
    breaks: 'R3 F11',
    file: UNKNOWN,
    before: 'look < LOOK_UPS && absent.length > 0',
    after: 'look < LOOK_UPS - LOOK_UPS && absent.length > 0',
  },
  {
    name: 'an unknown order is no live order',
    breaks: 'R4',
    file: 'src/domain/order.ts',
    before:
      "  if (status === 'intended' || status === 'unknown_outcome') return false;\n  return isTerminal(status);",
    after:
      "  if (status === 'intended' || status === 'unknown_outcome') return true;\n  return isTerminal(status);",
  },
  {
    name: 'sells more than is free',
    breaks: 'R5 F5',
    file: SELL,
    before: '  const qty = Math.min(position.shares, free);',
    after: '  const qty = Math.max(position.shares, free);',
  },
  {
    name: 'a stop beside a sell that may have arrived',
    breaks: 'R5',
    file: SELL,
    before: "    if (sold.kind === 'unknown') return;",
    after: '',
  },
  {
    name: 'no stop after a refused sell',
    breaks: 'R5 F25',
    file: SELL,
    before: '  await placeStop(session, position);\n}\n\n/** Shares reserved',
    after: '}\n\n/** Shares reserved',
  },
  {
    name: 'no stop for what did not sell',
    breaks: 'R5 F25',
    file: 'live/executor/phase-b-await-sells.ts',
    before: '    await placeStop(session, position);',
    after: '    void placeStop;',
  },
];
