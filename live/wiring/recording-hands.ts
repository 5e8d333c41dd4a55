import type {
  BundleFailure,
  BundleInput,
  StateChange,
  StateRows,
} from '../../src/contracts/run-bundle.ts';
import { recordRun, type RunRecorder } from '../../src/adapters/bundle/run-recorder.ts';
import { failureOf } from '../../src/adapters/bundle/recorded-failure.ts';
import { stateChanges } from '../../src/adapters/bundle/state-changes.ts';
import { sha256 } from '../bookkeeping/sha256.ts';
import type { BrokerAddress, BrokerOptions, Configuration, OpenBroker } from '../wiring.ts';
import type { BrokerReads } from '../../src/ports/broker.ts';
import type { Hands } from './hands.ts';

/** What the hands of one run have held, in the end. */
export type HeldFacts = {
  readonly configuration: Configuration | null;
  readonly inputs: readonly BundleInput[];
  readonly broker: (BrokerAddress & { readonly hasPrices: boolean }) | null;
  readonly brokerFailure: BundleFailure | null;
  /** A run that ended before it opened the state has done nothing. */
  readonly isOpened: boolean;
  /** Null when they could not be read. */
  readonly before: StateRows | null;
  readonly changes: readonly StateChange[] | null;
  readonly files: readonly { readonly path: string; readonly sha256: string }[];
};

export type RecordingHands = {
  readonly hands: Hands;
  readonly recorder: RunRecorder;
  readonly held: () => HeldFacts;
};

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

/** Hands that remember what they did and let everything through. */
export function recordingHands(inner: Hands): RecordingHands {
  const recorder = recordRun();
  const inputs: BundleInput[] = [];
  const files: { path: string; sha256: string }[] = [];
  const held: Mutable<Omit<HeldFacts, 'inputs' | 'files'>> = {
    configuration: null,
    broker: null,
    brokerFailure: null,
    isOpened: false,
    before: null,
    changes: null,
  };
  const withTap = async <Kind extends BrokerReads>(
    options: BrokerOptions,
    open: (options: BrokerOptions) => Promise<OpenBroker<Kind>>,
  ): Promise<OpenBroker<Kind>> => {
    try {
      const opened = await open({ ...options, tap: recorder });
      held.broker = { ...opened.address, hasPrices: opened.prices !== null };
      return opened;
    } catch (error) {
      held.brokerFailure = failureOf(error);
      throw error;
    }
  };
  const hands: Hands = {
    openConfiguration: (paths) => (held.configuration = inner.openConfiguration(paths)),
    readInput: (path, what) =>
      kept(inputs, { name: what, path }, () => inner.readInput(path, what)),
    readReportInput: (path) => {
      const report = inner.readReportInput(path);
      inputs.push(inputOf('report', report.fileName, report.bytes));
      if (report.twin !== null)
        inputs.push(inputOf('report twin', report.twin.fileName, report.twin.bytes));
      return report;
    },
    openState: async (path, dryRun) => {
      const state = await inner.openState(path, dryRun);
      held.isOpened = true;
      // Looking is never what ends a run: without its rows it leaves no bundle, and that is said.
      const before = attempt(() => state.rows());
      held.before = before;
      return {
        ...state,
        close: () => {
          if (before !== null)
            held.changes = attempt(() => stateChanges(before, state.rows(before)));
          state.close();
        },
      };
    },
    openBrokerReads: (options) => withTap(options, inner.openBrokerReads),
    openBroker: (options) => withTap(options, inner.openBroker),
    openNotifier: async (config, write) =>
      recorder.notifier(await inner.openNotifier(config, write)),
    now: () => recorder.clock({ now: inner.now, sleep: () => Promise.resolve() }).now(),
    writeFile: (path, content) => {
      inner.writeFile(path, content);
      files.push({ path, sha256: sha256(content) });
    },
    listenForInterruption: inner.listenForInterruption,
  };
  return { hands, recorder, held: () => ({ ...held, inputs, files }) };
}

function attempt<T>(look: () => T): T | null {
  try {
    return look();
  } catch {
    return null;
  }
}

function kept(
  inputs: BundleInput[],
  { name, path }: { readonly name: string; readonly path: string },
  read: () => Uint8Array,
): Uint8Array {
  try {
    const bytes = read();
    inputs.push(inputOf(name, path, bytes));
    return bytes;
  } catch (error) {
    const failure = failureOf(error);
    inputs.push({ name, path, sha256: null, text: null, base64: null, failure });
    throw error;
  }
}

function inputOf(name: string, path: string, bytes: Uint8Array): BundleInput {
  const text = utf8(bytes);
  const base64 = text === null ? Buffer.from(bytes).toString('base64') : null;
  return { name, path, sha256: sha256(bytes), text, base64, failure: null };
}

function utf8(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}
