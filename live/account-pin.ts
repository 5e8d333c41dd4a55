import { CommandError } from '../src/domain/outcome.ts';
import type { StateStore } from '../src/ports/state-store.ts';

export type AnsweredAccount = {
  readonly environment: string;
  readonly accountNumber: string;
  /** `broker.account_number` of the configuration; null when the operator named none. */
  readonly configured: string | null;
};

/**
 * A state database belongs to one account of one environment for ever: a reset paper account, rotated keys of another
 * account, and paper state in front of live keys are refused before anything is compared.
 */
export function pinAccount(store: StateStore, answered: AnsweredAccount): void {
  const { environment, accountNumber, configured } = answered;
  if (environment !== 'emulator' && configured !== null && configured !== accountNumber) {
    throw new CommandError(
      'mismatch',
      `the configuration names account ${configured}; the keys open account ${accountNumber}`,
      'use the keys of the configured account, or correct broker.account_number',
    );
  }
  const pinned = {
    environment: store.systemConfig('environment'),
    account: store.systemConfig('account_number'),
  };
  if (pinned.environment === null || pinned.account === null) {
    store.transaction(() => {
      store.setSystemConfig('environment', environment);
      store.setSystemConfig('account_number', accountNumber);
    });
    return;
  }
  if (pinned.environment === environment && pinned.account === accountNumber) return;
  throw new CommandError(
    'mismatch',
    `this state belongs to ${pinned.environment} account ${pinned.account}; the broker answered for ${environment} account ${accountNumber}`,
    'use the keys of that account, or name another state database with --state-db',
  );
}
