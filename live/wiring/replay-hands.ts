import { parseConfig, type Config } from '../../src/contracts/config.ts';
import type { BundleInput, RunBundle } from '../../src/contracts/run-bundle.ts';
import { invariant } from '../../src/domain/invariant.ts';
import { CommandError } from '../../src/domain/outcome.ts';
import { createAlpacaBroker } from '../../src/adapters/alpaca/alpaca-broker.ts';
import { createAlpacaReads } from '../../src/adapters/alpaca/alpaca-reads.ts';
import { errorOf } from '../../src/adapters/bundle/recorded-failure.ts';
import { replayRun, type RunReplayer } from '../../src/adapters/bundle/run-replayer.ts';
import { Secret } from '../../src/adapters/environment/secret.ts';
import { restoreState } from '../../src/adapters/sqlite/state-dump.ts';
import type { BrokerAddress } from '../wiring.ts';
import type { Hands } from './hands.ts';

export type ReplayHands = { readonly hands: Hands; readonly replayer: RunReplayer };

/**
 * Hands that hold nothing but a bundle: the broker's adapter reads recorded replies, the state is a database in memory,
 * and files that the run writes go nowhere.
 */
export function replayHands(bundle: RunBundle): ReplayHands {
  const replayer = replayRun(bundle.log);
  const input = (name: string): BundleInput => {
    const found = bundle.inputs.find((kept) => kept.name === name);
    invariant(found !== undefined, `the bundle has no ${name}`);
    return found;
  };
  const opened = () => {
    if (bundle.broker_failure !== null) return Promise.reject(errorOf(bundle.broker_failure));
    const address = addressOf(bundle);
    const prices = bundle.broker?.has_prices === true ? replayer.prices : null;
    const { clock } = replayer;
    return Promise.resolve({ address, prices, clock, close: () => undefined });
  };
  const alpaca = () => {
    const key = new Secret('replayed');
    const { clock, transport } = replayer;
    return { ...addressOf(bundle), credentials: { keyId: key, secretKey: key }, clock, transport };
  };
  const hands: Hands = {
    openConfiguration: () => ({
      config: configOf(bundle),
      configSha256: bundle.configuration.config_sha256,
      tested: bundle.configuration.tested,
    }),
    readInput: (_path, what) => bytesOf(input(what)),
    readReportInput: () => {
      const report = input('report');
      const twin = bundle.inputs.find(({ name }) => name === 'report twin');
      return {
        fileName: report.path,
        bytes: bytesOf(report),
        twin: twin === undefined ? null : { fileName: twin.path, bytes: bytesOf(twin) },
      };
    },
    openState: () => restoreState(bundle.state),
    openBrokerReads: async () => ({ ...(await opened()), broker: createAlpacaReads(alpaca()) }),
    openBroker: async () => ({ ...(await opened()), broker: createAlpacaBroker(alpaca()) }),
    openNotifier: () => Promise.resolve(replayer.notifier),
    now: () => replayer.clock.now(),
    writeFile: () => undefined,
    listenForInterruption: () => ({
      signal: new AbortController().signal,
      stopListening: () => undefined,
    }),
  };
  return { hands, replayer };
}

function configOf({ configuration }: RunBundle): Config {
  const parsed = parseConfig(configuration.config);
  if (parsed.kind === 'config') return parsed.config;
  throw new CommandError(
    'input-refused',
    `the configuration of the bundle cannot be used: ${parsed.problems.join('; ')}`,
    'replay it with the openbell version that wrote it',
  );
}

function bytesOf({ text, base64, failure }: BundleInput): Uint8Array {
  if (failure !== null) throw errorOf(failure);
  return text === null ? Buffer.from(base64 ?? '', 'base64') : new TextEncoder().encode(text);
}

/** Of a run that could not open its broker there is none to answer. */
function addressOf({ broker }: RunBundle): BrokerAddress {
  const feed = (['sip', 'iex', 'delayed_sip'] as const).find((name) => name === broker?.feed);
  return {
    tradingOrigin: broker?.trading_origin ?? '',
    dataOrigin: broker?.data_origin ?? '',
    feed: feed ?? 'iex',
  };
}
