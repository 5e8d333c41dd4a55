/** Why book and account can differ: every difference gets exactly one of these. */
import type { Finding } from '../domain/finding.ts';

export type CauseRule = {
  readonly severity: Finding['severity'];
  /** For people, in a table. */
  readonly title: string;
  /** What the operator does; null where the next run does it. */
  readonly remedy: string | null;
};

const NOTHING = null;
const LOOK =
  'look at the account and its activities; `openbell repair` sets shares too many apart, and with --closed-at closes what is gone';

/**
 * The table of causes; docs/reconciliation.md tells of each how it is recognised. A cause with a remedy keeps its symbol
 * out of trading until the remedy was applied, unless the finding says that it heals.
 */
export const CAUSES = {
  missed_fill: { severity: 'info', title: 'missed fill', remedy: NOTHING },
  partial_entry: { severity: 'info', title: 'partial entry', remedy: NOTHING },
  stop_filled: { severity: 'info', title: 'stop filled', remedy: NOTHING },
  stop_ended: { severity: 'warning', title: 'stop cancelled or expired', remedy: NOTHING },
  order_unconfirmed: { severity: 'warning', title: 'order not confirmed', remedy: NOTHING },
  stale_read: {
    severity: 'warning',
    title: 'stale read',
    remedy: 'run again: the broker contradicts itself, and nothing is concluded from that',
  },
  split: {
    severity: 'info',
    title: 'split',
    remedy:
      'look at the cash paid in lieu, then repair, with --closed-at where it is not on record',
  },
  split_unconfirmed: {
    severity: 'error',
    title: 'split not confirmed',
    remedy: 'run again when the broker has booked the split; nothing is sold on the gap until then',
  },
  manual_sell: {
    severity: 'warning',
    title: 'manual sell',
    remedy:
      'buy back or sell the other shares until the account holds ours: whose were sold is not said',
  },
  manual_buy: {
    severity: 'error',
    title: 'manual buy',
    remedy: 'sell the other shares, or set them apart by `openbell repair`',
  },
  foreign_position: {
    severity: 'error',
    title: 'foreign position',
    remedy: 'sell it, or set it apart by `openbell repair`: it is never sold by us',
  },
  ticker_change: {
    severity: 'error',
    title: 'ticker change',
    remedy: 'carry the position on under its new name by `openbell repair`',
  },
  spin_off: {
    severity: 'error',
    title: 'spin-off or special dividend',
    remedy:
      'look at the resting stop, which the gap can reach; then settle it by `openbell repair`',
  },
  merger: {
    severity: 'error',
    title: 'merger',
    remedy:
      'when the shares are gone, close the position by `openbell repair`, with --closed-at where no payment is on record',
  },
  delisting: {
    severity: 'error',
    title: 'delisting',
    remedy:
      'ask the broker what becomes of the shares; when they are gone, `openbell repair` with --closed-at closes the position',
  },
  trade_bust: {
    severity: 'error',
    title: 'trade bust',
    remedy: 'read the broker’s notice; `openbell repair` books the counter-entry',
  },
  old_backup: {
    severity: 'error',
    title: 'old backup',
    remedy:
      'stop every other program and name the newest database; if there is none, take the orders in by `openbell repair`',
  },
  account_reset: {
    severity: 'error',
    title: 'account reset',
    remedy: 'use the keys of the account this state belongs to, or another --state-db',
  },
  unknown: { severity: 'error', title: 'unknown', remedy: LOOK },
} as const satisfies Record<string, CauseRule>;

export type Cause = keyof typeof CAUSES;
