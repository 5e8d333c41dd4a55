/**
 * One paper account, one book in memory and the executor between them, in this process: the real adapter and the real
 * wire format over a network that can be told to fail.
 */
import { createEmulatorApp } from '../../live/emulator/app.ts';
import { createEngine, type Engine } from '../../live/emulator/engine.ts';
import { withFaults } from '../../live/emulator/faults/with-faults.ts';
import { checkTime } from '../../live/executor/check-time.ts';
import {
  executeSignals,
  type ExecutionResult,
  type Phase,
} from '../../live/executor/execute-signals.ts';
import type { FactSources } from '../../live/executor/gather-facts.ts';
import { newRunLog, type RunLog } from '../../live/executor/session.ts';
import { createAlpacaBroker, type AlpacaOptions } from '../../src/adapters/alpaca/alpaca-broker.ts';
import { inProcessTransport } from '../../src/adapters/alpaca/in-process-transport.ts';
import { Secret } from '../../src/adapters/environment/secret.ts';
import { openStateStore } from '../../src/adapters/sqlite/state-store.ts';
import { parseConfig, type ExecutionConfig } from '../../src/contracts/config.ts';
import type { FaultSchedule } from '../../src/contracts/fault-schedule.ts';
import type { SignalFile } from '../../src/contracts/signal-file.ts';
import type { SpinOff, Split } from '../../src/domain/bar.ts';
import { NO_SHARES, sharesOf } from '../../src/domain/quantity.ts';
import type { StrategyRules } from '../../src/domain/strategy.ts';
import type {
  PaperBehaviour,
  PaperMarketAction,
  PaperOrder,
} from '../../src/paper-broker/paper-state.ts';
import { createPaperBroker, workingOrders } from '../../src/paper-broker/paper-state.ts';
import type { Broker } from '../../src/ports/broker.ts';
import type { Clock } from '../../src/ports/clock.ts';
import type { Alert } from '../../src/ports/notifier.ts';
import type { StateStore } from '../../src/ports/state-store.ts';
import type { Ticker } from '../../src/domain/ticker.ts';
import { rules } from '../domain/sample.ts';
import { at, dollars, paperMarket, type Book } from '../paper-broker/paper-world.ts';
import { faultyNetwork, type Network } from './faulty-network.ts';

export type PaperDayOptions = {
  /** Date and New York time at which the account begins. */
  readonly start: readonly [string, string];
  readonly book: Book;
  readonly splits?: readonly Split[];
  /** On record at the source of prices. */
  readonly spinOffs?: readonly SpinOff[];
  /** New names and delistings. */
  readonly events?: readonly PaperMarketAction[];
  readonly behaviour?: Partial<PaperBehaviour>;
  readonly execution?: Partial<ExecutionConfig>;
  readonly rules?: Partial<StrategyRules>;
  /** What goes wrong on the way to the broker. */
  readonly faults?: FaultSchedule;
  /** False: alerts get lost. */
  readonly alertsReach?: boolean;
  /** This machine's clock is set back by so much at every tenth wait; the market's goes on. */
  readonly setBackMs?: number;
};

export type Executed = ExecutionResult & { readonly log: RunLog };

export type PaperDay = {
  readonly engine: Engine;
  readonly store: StateStore;
  readonly broker: Broker;
  readonly clock: Clock;
  readonly network: Network;
  readonly alerts: readonly Alert[];
  /** Tells the run to stop, as SIGTERM would; `false` lets the next one run. */
  interrupt(isTold?: boolean): void;
  advance(date: string, time: string): void;
  /** The facts a run at this moment has to go by. */
  sources(): Promise<FactSources & { readonly store: StateStore }>;
  /** With other facts in the place of its own, where they are given. */
  execute(
    signals: SignalFile | null,
    phase?: Phase,
    other?: Pick<FactSources, 'timeProblem'>,
  ): Promise<Executed>;
  /** Orders at the broker of that symbol, oldest first. */
  orders(symbol: string): readonly PaperOrder[];
  /** Live sell orders of that symbol, as `100 stop 90.00` or `100 market`. */
  protection(symbol: string): readonly string[];
};

const ACCOUNT = 'PA0000000001';

export async function paperDay(options: PaperDayOptions): Promise<PaperDay> {
  const { book, splits = [], spinOffs = [], events = [], behaviour } = options;
  const [date, time] = options.start;
  const engine = createEngine({
    state: createPaperBroker({
      now: at(date, time),
      cash: dollars('250000'),
      multiplier: 2,
      accountNumber: ACCOUNT,
      seed: 'day',
      ...(behaviour !== undefined && { behaviour }),
    }),
    market: paperMarket(book, [...splits, ...events]),
  });
  const clock = clockOf(engine, options.setBackMs ?? 0);
  const app = createEmulatorApp(engine);
  const { faults } = options;
  const front = faults === undefined ? app : withFaults(app, faults, { clock, engine });
  const network = faultyNetwork((request) => front.fetch(request));
  const broker = createAlpacaBroker(alpacaOptions(clock, network));
  const { store } = await openStateStore(':memory:');
  const alerts: Alert[] = [];
  const execution = { ...defaultExecution(), ...options.execution };
  const sources = (): ReturnType<PaperDay['sources']> =>
    gather({ broker, store, clock, execution, rules: rules(options.rules) });
  let runs = 0;
  let isInterrupted = false;
  return {
    engine,
    store,
    broker,
    clock,
    network,
    alerts,
    sources,
    interrupt: (isTold = true) => {
      isInterrupted = isTold;
    },
    advance: (day, hour) => {
      engine.advanceTo(at(day, hour));
    },
    async execute(signals, phase = 'all', other) {
      runs += 1;
      const facts = { ...(await sources()), ...other };
      const log = newRunLog();
      const notifier = {
        notify: (alert: Alert) =>
          Promise.resolve({ delivered: alerts.push(alert) > 0 && options.alertsReach !== false }),
      };
      const disputed = new Set(facts.disputed);
      const surelyOurs = new Set<Ticker>();
      const own = { broker, notifier, runId: `run-${runs}`, signals, log };
      const session = {
        ...{ ...facts, ...own, disputed, surelyOurs },
        heldBack: new Set<number>(),
        isInterrupted: () => isInterrupted,
      };
      const result = await executeSignals({
        session,
        sources: { ...facts, disputed },
        splitsOf: ({ ticker }) =>
          [...splits, ...spinOffs].filter((action) => action.ticker === ticker),
        phase,
        isRefused: signals === null,
        begun: signals !== null && store.signalFile(facts.tradeDate, 'ema_p10')?.begun === true,
      });
      return { ...result, log };
    },
    orders: (symbol) =>
      Object.values(engine.state.orders).filter((order) => order.symbol === symbol),
    protection: (symbol) => protectionOf(engine, symbol),
  };
}

function clockOf(engine: Engine, setBackMs: number): Clock {
  let waits = 0;
  return {
    now: () => engine.now() - Math.floor(waits / 10) * setBackMs,
    sleep: (milliseconds) => {
      waits += 1;
      engine.advanceTo(engine.now() + milliseconds);
      return Promise.resolve();
    },
  };
}

function alpacaOptions(clock: Clock, network: Network): AlpacaOptions {
  const key = new Secret('paper day');
  return {
    tradingOrigin: 'http://emulator',
    dataOrigin: 'http://emulator',
    feed: 'iex',
    credentials: { keyId: key, secretKey: key },
    clock,
    transport: inProcessTransport(network.fetch),
  };
}

function defaultExecution(): ExecutionConfig {
  const parsed = parseConfig(undefined);
  if (parsed.kind === 'refused') throw new Error(parsed.problems.join());
  return parsed.config.execution;
}

type Known = {
  readonly broker: Broker;
  readonly store: StateStore;
  readonly clock: Clock;
  readonly execution: ExecutionConfig;
  readonly rules: StrategyRules;
};

async function gather(known: Known): ReturnType<PaperDay['sources']> {
  const time = await checkTime(known.broker, known.clock);
  return {
    ...known,
    tradeDate: time.today,
    hours: time.hours,
    disputed: new Set(),
    skipTimeCheck: false,
    timeProblem: time.problem,
  };
}

function protectionOf({ state }: Engine, symbol: string): readonly string[] {
  return workingOrders(state)
    .filter((order) => order.symbol === symbol && order.side === 'sell' && order.status !== 'held')
    .map(({ qty, type, stopPrice }) => {
      const what = `${sharesOf(qty ?? NO_SHARES)} ${type}`;
      return stopPrice === null ? what : `${what} ${(stopPrice / 10_000).toFixed(2)}`;
    });
}
