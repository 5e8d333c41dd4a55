import { CommandError } from '../src/domain/outcome.ts';
import type { StateStore } from '../src/ports/state-store.ts';

/**
 * A state database belongs to one account of one environment for ever: a reset paper account, rotated keys of another
 * account, and paper state in front of live keys are refused before anything is compared.
 */
export function pinAccount(store: StateStore, environment: string, accountNumber: string): void {
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
