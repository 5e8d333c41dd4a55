import { describe, expect, it } from 'vitest';

import {
  canReach,
  isKnownOrderStatus,
  isLegalTransition,
  isSettled,
  isTerminal,
  ORDER_TRANSITIONS,
  type OrderStatus,
} from '../../src/domain/order.ts';

/**
 * One line for each status, one mark for each status that could follow, in the order of the columns: `x` legal, `·` not.
 * Columns: pn pending_new, ac accepted, he held, ne new, pf partially_filled, pc pending_cancel, pr pending_replace,
 * dd done_for_day, st stopped, su suspended, ca calculated, ab accepted_for_bidding, rv pending_review,
 * | fi filled, cl canceled, ex expired, rj rejected, rp replaced.
 */
const COLUMNS = [
  'pending_new',
  'accepted',
  'held',
  'new',
  'partially_filled',
  'pending_cancel',
  'pending_replace',
  'done_for_day',
  'stopped',
  'suspended',
  'calculated',
  'accepted_for_bidding',
  'pending_review',
  'filled',
  'canceled',
  'expired',
  'rejected',
  'replaced',
] as const satisfies readonly OrderStatus[];

const LEGAL: Readonly<Record<(typeof COLUMNS)[number], string>> = {
  //                     pn ac he ne pf pc pr dd st su ca ab rv | fi cl ex rj rp
  pending_new: /*       */ '·  x  ·  x  x  x  ·  ·  ·  ·  ·  ·  · | x  x  x  x  ·',
  accepted: /*          */ 'x  ·  ·  x  x  x  ·  ·  ·  ·  ·  ·  · | x  x  x  x  ·',
  held: /*              */ 'x  x  ·  x  ·  x  ·  ·  ·  ·  ·  ·  · | ·  x  x  x  x',
  new: /*               */ '·  ·  ·  ·  x  x  x  x  x  x  x  ·  · | x  x  x  x  x',
  partially_filled: /*  */ '·  ·  ·  ·  ·  x  x  x  x  x  x  ·  · | x  x  x  ·  x',
  pending_cancel: /*    */ '·  ·  ·  ·  x  ·  ·  ·  ·  ·  ·  ·  · | x  x  x  ·  x',
  pending_replace: /*   */ '·  ·  ·  x  x  x  ·  ·  ·  ·  ·  ·  · | x  x  x  ·  x',
  done_for_day: /*      */ '·  x  ·  x  x  x  ·  ·  ·  ·  ·  ·  · | x  x  x  ·  ·',
  stopped: /*           */ '·  ·  ·  x  x  ·  ·  ·  ·  ·  ·  ·  · | x  x  x  ·  ·',
  suspended: /*         */ '·  ·  ·  x  x  ·  ·  ·  ·  ·  ·  ·  · | x  x  x  x  ·',
  calculated: /*        */ '·  ·  ·  x  ·  ·  ·  x  ·  ·  ·  ·  · | x  x  x  ·  ·',
  accepted_for_bidding: '·  ·  ·  x  x  ·  ·  ·  ·  ·  ·  ·  · | x  x  x  x  ·',
  pending_review: /*    */ 'x  x  ·  x  ·  ·  ·  ·  ·  ·  ·  ·  · | ·  x  x  x  ·',
  filled: /*            */ '·  ·  ·  ·  ·  ·  ·  ·  ·  ·  ·  ·  · | ·  ·  ·  ·  ·',
  canceled: /*          */ '·  ·  ·  ·  ·  ·  ·  ·  ·  ·  ·  ·  · | ·  ·  ·  ·  ·',
  expired: /*           */ '·  ·  ·  ·  ·  ·  ·  ·  ·  ·  ·  ·  · | ·  ·  ·  ·  ·',
  rejected: /*          */ '·  ·  ·  ·  ·  ·  ·  ·  ·  ·  ·  ·  · | ·  ·  ·  ·  ·',
  replaced: /*          */ '·  ·  ·  ·  ·  ·  ·  ·  ·  ·  ·  ·  · | ·  ·  ·  ·  ·',
};

const FINAL: readonly OrderStatus[] = ['filled', 'canceled', 'expired', 'rejected', 'replaced'];

function marksOf(status: (typeof COLUMNS)[number]): string[] {
  return LEGAL[status].replace('|', ' ').trim().split(/\s+/);
}

const pairs = COLUMNS.flatMap((from) =>
  COLUMNS.map((to, column) => ({ from, to, legal: marksOf(from)[column] === 'x' })),
);

describe('the status table of an order', () => {
  it('knows exactly the eighteen statuses of this table', () => {
    expect(Object.keys(ORDER_TRANSITIONS).sort()).toEqual([...COLUMNS].sort());
    expect(pairs).toHaveLength(18 * 18);
  });

  it('allows exactly the pairs of this table, and every status after itself', () => {
    for (const { from, to, legal } of pairs)
      expect(isLegalTransition(from, to), `${from} → ${to}`).toBe(from === to || legal);
  });

  it('lets polling skip statuses: what can be reached is what some chain of legal pairs reaches', () => {
    const reach = new Map(
      pairs.map(({ from, to, legal }) => [`${from} ${to}`, from === to || legal]),
    );
    // Floyd–Warshall: the textbook transitive closure.
    for (const middle of COLUMNS)
      for (const from of COLUMNS)
        for (const to of COLUMNS)
          if (reach.get(`${from} ${middle}`) === true && reach.get(`${middle} ${to}`) === true)
            reach.set(`${from} ${to}`, true);
    for (const { from, to } of pairs)
      expect(canReach(from, to), `${from} … ${to}`).toBe(reach.get(`${from} ${to}`));
  });

  it('never leaves a final status [I10] [F13]', () => {
    for (const from of FINAL) {
      expect(isTerminal(from)).toBe(true);
      for (const to of COLUMNS)
        if (to !== from) expect(canReach(from, to), `${from} … ${to}`).toBe(false);
      expect(canReach(from, 'unknown'), from).toBe(false);
    }
    for (const status of COLUMNS) expect(isTerminal(status), status).toBe(FINAL.includes(status));
  });

  it('counts a status it does not know as live, between any two others [F13] [P9]', () => {
    expect(isTerminal('unknown')).toBe(false);
    expect(isSettled('unknown')).toBe(false);
    for (const status of COLUMNS) {
      expect(isLegalTransition('unknown', status), status).toBe(true);
      expect(isLegalTransition(status, 'unknown'), status).toBe(!FINAL.includes(status));
    }
  });

  it('recognizes the words of the broker, and no property of every object', () => {
    expect(isKnownOrderStatus('held')).toBe(true);
    expect(isKnownOrderStatus('unknown')).toBe(false);
    expect(isKnownOrderStatus('toString')).toBe(false);
    expect(isKnownOrderStatus('__proto__')).toBe(false);
  });

  it('fills a waiting leg only by way of a working status', () => {
    expect(isLegalTransition('held', 'filled')).toBe(false);
    expect(canReach('held', 'filled')).toBe(true);
  });
});

describe('an order of the journal', () => {
  it.each([
    ['intended', false],
    ['unknown_outcome', false],
    ['refused', true],
    ['new', false],
    ['done_for_day', false],
    ['filled', true],
    ['replaced', true],
  ] as const)('that is %s is settled: %s', (status, settled) => {
    expect(isSettled(status)).toBe(settled);
  });
});
