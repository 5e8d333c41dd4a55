import type { BrokerReads } from '../../src/ports/broker.ts';
import type { StateReads } from '../../src/ports/state-store.ts';
import type { Clock } from '../../src/ports/clock.ts';
import type { PriceSource } from '../../src/ports/price-source.ts';
import type { Finding } from '../../src/domain/finding.ts';
import { newYorkDate } from '../../src/rules/new-york-time.ts';
import type { SessionDate } from '../../src/domain/session-date.ts';
import { accountReset } from '../../src/rules/reconcile-explanation.ts';
import type { Explained } from '../../src/rules/reconcile-facts.ts';
import { explainDifferences } from './explain-account.ts';
import { splitSource } from './split-source.ts';

export type AccountPorts = {
  readonly broker: BrokerReads;
  readonly store: StateReads;
  readonly clock: Clock;
  readonly prices: PriceSource | null;
};

export type ReadAccount = {
  readonly today: SessionDate;
  readonly explained: readonly Explained[];
  /** What the source of prices could not say of the stocks. */
  readonly problems: readonly Finding[];
};

/** The book as it is written, against the account as it is: before anything is settled or healed. Reads only. */
export async function readAccount(ports: AccountPorts, environment: string): Promise<ReadAccount> {
  const { broker, store, clock, prices } = ports;
  const today = newYorkDate(clock.now());
  const { accountNumber } = await broker.account();
  const account = store.systemConfig('account_number');
  const pinned = [store.systemConfig('environment'), 'account', account].join(' ');
  const answered = [environment, 'account', accountNumber].join(' ');
  if (account !== null && pinned !== answered) {
    const told = [`this state belongs to ${pinned}`, `the broker answers for ${answered}`];
    const explained = [accountReset(told)];
    return { today, explained, problems: [] };
  }
  const { splitsOf, problem } = await splitSource(prices, store, today);
  const positions = await broker.positions();
  const question = { tradeDate: today, actionsOf: splitsOf, positions, symbols: null };
  const problems = [problem].filter((one) => one !== null);
  return { today, problems, explained: await explainDifferences(ports, question) };
}
