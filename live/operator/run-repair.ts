import { CommandError } from '../../src/domain/outcome.ts';
import type { SessionDate } from '../../src/domain/session-date.ts';
import type { StateStore } from '../../src/ports/state-store.ts';
import type { BrokerReads } from '../../src/ports/broker.ts';
import type { Clock } from '../../src/ports/clock.ts';
import type { Explained } from '../../src/rules/reconcile-facts.ts';
import { closeAsStated } from '../../src/rules/stated-close.ts';
import { renderPositions } from '../../src/views/render-execution.ts';
import { renderRepair, type NamedDifference } from '../../src/views/render-reconciliation.ts';
import { runCommand, type CommandResult, type Streams } from '../../src/terminal/command-shell.ts';
import { applyRepair } from '../bookkeeping/apply-repair.ts';
import { findingId, withoutHash } from '../bookkeeping/finding-id.ts';
import { readOrders } from '../bookkeeping/heal-differences.ts';
import { readAccount } from '../bookkeeping/read-account.ts';
import { setApartOf } from '../bookkeeping/explain-account.ts';
import { recordedRun } from '../recorded-run.ts';
import { dateOption } from '../session-date-option.ts';
import { openBrokerReads, openConfiguration, openState } from '../wiring.ts';
import type { RepairOptions } from './repair-cli.ts';
import { askedAccount } from './run-reconcile.ts';

/** Without `--yes` the change is made to a copy of the state that is thrown away: what is shown is what would be. */
export function runRepair(id: string, options: RepairOptions, streams: Streams): Promise<number> {
  return runCommand(options, streams, async () => {
    const configuration = openConfiguration(options);
    const state = await openState(options.stateDb, options.yes !== true);
    try {
      const made = state.store.corrections().some((correction) => correction.findingId === id);
      if (made) return alreadyMade(id);
      return await repair(id, options, { ...configuration, store: state.store });
    } finally {
      state.close();
    }
  });
}

type Book = ReturnType<typeof openConfiguration> & { readonly store: StateStore };

async function repair(id: string, options: RepairOptions, book: Book): Promise<CommandResult> {
  const { config, configSha256, store } = book;
  const { broker, clock, prices, close } = await openBrokerReads(askedAccount(options, config));
  try {
    const account = await readAccount({ broker, clock, prices, store }, options.broker);
    const shown = findingOf(id, account.explained);
    const explained = asStated(shown, store, options, account.today);
    const facts = { store, clock, command: 'repair', tradeDate: account.today, configSha256 };
    const { before, after } = await recordedRun(facts, (runId) =>
      change(explained, { id, store, broker, clock, runId }),
    );
    return present({ finding: { ...explained, id }, before, after, made: options.yes === true });
  } finally {
    close();
  }
}

/** The very finding that was shown; another hash means other facts. */
function findingOf(id: string, explained: readonly Explained[]): Explained {
  const found = explained.find((one) => findingId(one) === id);
  if (found !== undefined) return found;
  const now = explained.find((one) => withoutHash(findingId(one)) === withoutHash(id));
  throw new CommandError(
    'mismatch',
    now === undefined
      ? `there is no finding ${id} (any more)`
      : `the facts have changed since ${id} was shown: it is ${findingId(now)} now`,
    'run `openbell reconcile` and look again',
  );
}

/** The finding with the close that was stated as its change; as it is where nothing was stated. */
function asStated(
  explained: Explained,
  store: StateStore,
  { closedAt, on }: RepairOptions,
  today: SessionDate,
): Explained {
  if (closedAt === undefined) return explained;
  const position = store.openPositions().find(({ ticker }) => ticker === explained.symbol);
  const day = on === undefined ? today : dateOption(on);
  const stated = closeAsStated(explained, position, { price: closedAt, on: day }, today);
  if (stated.kind === 'close') return stated.explained;
  throw new CommandError(
    'mismatch',
    `${explained.symbol} is not closed at a stated price: ${stated.why}`,
    explained.remedy ?? 'run `openbell reconcile` and look again',
  );
}

type Changing = {
  readonly id: string;
  readonly store: StateStore;
  readonly broker: BrokerReads;
  readonly clock: Clock;
  readonly runId: string;
};

async function change(explained: Explained, { id, store, broker, clock, runId }: Changing) {
  const { proposal } = explained;
  const orders = proposal?.kind === 'adopt' ? await readOrders(proposal.orderIds, broker) : [];
  const before = bookLines(explained, store);
  applyRepair(explained, { id, orders }, { store, runId, at: clock.now() });
  return {
    outcome: 'done' as const,
    findings: [],
    before,
    after: bookLines(explained, store),
  };
}

/** What the book says of the symbol, or of the position under its new name. */
function bookLines({ symbol, proposal }: Explained, store: StateStore): readonly string[] {
  const id = proposal !== null && 'positionId' in proposal ? proposal.positionId : null;
  const positions = store
    .openPositions()
    .filter(({ ticker, positionId }) => ticker === symbol || positionId === id);
  const apart = setApartOf(store).get(symbol) ?? 0;
  const lines = renderPositions(positions);
  return apart === 0
    ? lines
    : [...lines, `  ${symbol.padEnd(6)} ${apart} shares of others, set apart`];
}

function present(view: {
  readonly finding: NamedDifference;
  readonly before: readonly string[];
  readonly after: readonly string[];
  readonly made: boolean;
}): CommandResult {
  return {
    outcome: 'done',
    text: (paint) => renderRepair(view, paint),
    json: { command: 'repair', ...view },
  };
}

function alreadyMade(id: string): CommandResult {
  const message = `${id} is settled already: nothing is changed`;
  return {
    outcome: 'done',
    text: () => message,
    json: { command: 'repair', finding: { id }, made: false, message },
  };
}
