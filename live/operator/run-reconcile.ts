import { findingId } from '../bookkeeping/finding-id.ts';
import { readAccount, type ReadAccount } from '../bookkeeping/read-account.ts';
import {
  renderReconciliation,
  type NamedDifference,
} from '../../src/views/render-reconciliation.ts';
import { renderFindings } from '../../src/views/render-findings.ts';
import { runCommand, type CommandResult, type Streams } from '../../src/terminal/command-shell.ts';
import type { StateReads } from '../../src/ports/state-store.ts';
import type { Config } from '../../src/contracts/config.ts';
import { emulatorUrlOption } from '../emulator-url-option.ts';
import { openBrokerReads, openConfiguration, openState, type BrokerOptions } from '../wiring.ts';
import type { ReconcileOptions } from './reconcile-cli.ts';

/** Reads copies of state and emulator: it can be asked at any time, also while a run is under way. */
export function runReconcile(options: ReconcileOptions, streams: Streams): Promise<number> {
  return runCommand(options, streams, async () => {
    const state = await openState(options.stateDb, true);
    try {
      return present(await readAccountOf(options, state.store));
    } finally {
      state.close();
    }
  });
}

/** What differs between that book and the account of the options. */
export async function readAccountOf(
  options: ReconcileOptions,
  store: StateReads,
): Promise<ReadAccount> {
  const { config } = openConfiguration(options);
  const opened = await openBrokerReads(askedAccount(options, config));
  try {
    const { broker, clock, prices } = opened;
    return await readAccount({ broker, clock, prices, store }, options.broker);
  } finally {
    opened.close();
  }
}

/** The account of the options, to be asked only. */
export function askedAccount(options: ReconcileOptions, config: Config): BrokerOptions {
  const { broker: environment, stateDb, prices } = options;
  // The emulator stays where it is.
  const unmoved = { startAt: 0, dryRun: true };
  return { environment, ...emulatorUrlOption(options), stateDb, prices, config, ...unmoved };
}

function present({ today, explained, problems }: ReadAccount): CommandResult {
  const differences = explained.map((one): NamedDifference => ({ ...one, id: findingId(one) }));
  return {
    outcome: differences.every(({ heals }) => heals) ? 'done' : 'mismatch',
    text: (paint) =>
      [
        renderReconciliation({ today, differences }, paint),
        ...renderFindings(problems, paint),
      ].join('\n'),
    json: { command: 'reconcile', date: today, differences, findings: problems },
  };
}
