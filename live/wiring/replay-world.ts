import { join, resolve } from 'node:path';

import type { Split } from '../../src/domain/bar.ts';
import { CommandError } from '../../src/domain/outcome.ts';
import type { SessionDate } from '../../src/domain/session-date.ts';
import { SHADOW } from '../../src/domain/strategy.ts';
import type { Ticker } from '../../src/domain/ticker.ts';
import type { PaperMarket } from '../../src/paper-broker/paper-state.ts';
import { CALENDAR_FIRST } from '../../src/rules/market-calendar.ts';
import { emptyFolder } from '../../src/adapters/files/folders.ts';
import { writeFile } from '../../src/adapters/files/write-file.ts';
import { openTemporaryFolder } from '../../src/adapters/files/temporary-folder.ts';
import { logNotifier } from '../../src/adapters/notify/log-notifier.ts';
import { createCsvPriceSource } from '../../src/adapters/prices/csv-price-source.ts';
import { keepPrices } from '../../src/adapters/prices/kept-price-source.ts';
import { createPaperMarket } from '../../src/adapters/prices/paper-market.ts';
import { openEmulatorStore } from '../../src/adapters/sqlite/emulator-store.ts';
import {
  readRecordedTrades,
  type RecordedTrade,
} from '../../src/adapters/sqlite/recorded-trades.ts';
import { acquireRunLock } from '../../src/adapters/sqlite/run-lock.ts';
import { openStateStore } from '../../src/adapters/sqlite/state-store.ts';
import type { StateReads } from '../../src/ports/state-store.ts';
import type { Configuration } from '../wiring.ts';
import type { Hands } from './hands.ts';
import { connect, startEngine } from './embedded-broker.ts';

export type ReplayWorld = {
  /** Where state, account and signal files are. */
  readonly folder: string;
  readonly stateDb: string;
  readonly doors: Partial<Hands>;
  readonly store: StateReads;
  trades(): Promise<{
    readonly executed: readonly RecordedTrade[];
    readonly shadow: readonly RecordedTrade[];
  }>;
  splitsOf(tickers: readonly Ticker[]): Promise<readonly Split[]>;
  close(): void;
};

export type ReplayQuestion = {
  readonly configuration: Configuration;
  /** A folder of bars; of what happens after `to` nobody in this world knows. */
  readonly prices: string;
  readonly to: SessionDate;
  /** A folder for what the replay leaves behind; absent: nothing is left. */
  readonly keep?: string;
};

/**
 * A state, an account and a market that stay open over all sessions of a replay, for the commands to come in by the
 * usual doors. What is written is not waited for: a replay that breaks off is run again.
 */
export async function openReplayWorld(question: ReplayQuestion): Promise<ReplayWorld> {
  const place = placeFor(question.keep);
  try {
    return await openIn(place.path, place.remove, question);
  } catch (cause) {
    place.remove();
    throw cause;
  }
}

function placeFor(keep: string | undefined): {
  readonly path: string;
  readonly remove: () => void;
} {
  if (keep === undefined) return openTemporaryFolder();
  emptyFolder(keep, '--keep');
  return { path: resolve(keep), remove: () => undefined };
}

async function openIn(
  folder: string,
  remove: () => void,
  { configuration, prices, to }: ReplayQuestion,
): Promise<ReplayWorld> {
  const stateDb = join(folder, 'state.db');
  const source = keepPrices(createCsvPriceSource(prices), to);
  const market = marketUntil(createPaperMarket(prices), to);
  const lock = await acquireRunLock(stateDb);
  const { store, rows, close: closeState } = await openStateStore(stateDb, { durability: 'off' });
  const account = await openEmulatorStore(join(folder, 'emulator.db'));
  account.setMeta('prices', resolve(prices));
  return {
    folder,
    stateDb,
    store,
    doors: {
      ...sharedBroker(configuration, { market, account, prices: source }),
      openConfiguration: () => configuration,
      openState: () => Promise.resolve({ store, rows, close: () => undefined }),
      writeFile,
      // A replay tells nobody of what happened long ago.
      openNotifier: (_config, write) => Promise.resolve(logNotifier(write)),
    },
    trades: () => readRecordedTrades(stateDb, SHADOW),
    splitsOf: async (tickers) => {
      const { actions } = await source.corporateActions(tickers, CALENDAR_FIRST, to);
      return actions.filter((action): action is Split => action.type === 'split');
    },
    close() {
      account.close();
      closeState();
      lock.release();
      remove();
    },
  };
}

type Engine = ReturnType<typeof startEngine>;
type Connected = ReturnType<typeof connect>;

type Shared = {
  readonly market: PaperMarket;
  readonly account: Awaited<ReturnType<typeof openEmulatorStore>>;
  readonly prices: ReturnType<typeof keepPrices>;
};

/** One engine for all runs: each finds it where the last one left it and moves it to its own hour. */
function sharedBroker(
  { config }: Configuration,
  { market, account, prices }: Shared,
): Pick<Hands, 'openBroker' | 'openBrokerReads'> {
  let shared: { readonly engine: Engine; readonly connected: Connected } | undefined;
  const open = (environment: string, startAt: number) => {
    if (environment !== 'emulator')
      throw new CommandError('usage', 'a replay has no broker', 'leave --broker out');
    shared ??= connectTo(startEngine({ config, startAt }, account, market));
    const { engine, connected } = shared;
    engine.advanceTo(Math.max(engine.now(), startAt));
    return { ...connected, prices, close: () => undefined };
  };
  return {
    openBroker: ({ environment, startAt }) => Promise.resolve(open(environment, startAt)),
    openBrokerReads: ({ environment, startAt }) => {
      const { reads, ...rest } = open(environment, startAt);
      return Promise.resolve({ ...rest, broker: reads });
    },
  };
}

function connectTo(engine: Engine): { readonly engine: Engine; readonly connected: Connected } {
  return { engine, connected: connect(engine) };
}

function marketUntil(market: PaperMarket, last: SessionDate): PaperMarket {
  return {
    bar: (symbol, date) => (date > last ? undefined : market.bar(symbol, date)),
    actionsOn: (date, symbols) => (date > last ? [] : market.actionsOn(date, symbols)),
    isKnown: (symbol) => market.isKnown(symbol),
  };
}
