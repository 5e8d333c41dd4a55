import { finding, type Finding } from '../../src/domain/finding.ts';
import type { SessionDate } from '../../src/domain/session-date.ts';
import { PRIMARY } from '../../src/domain/strategy.ts';
import { parseSignalFile, type SignalFile } from '../../src/contracts/signal-file.ts';
import type { StateReads } from '../../src/ports/state-store.ts';
import { sha256 } from '../bookkeeping/sha256.ts';

export type SignalGate = {
  readonly store: StateReads;
  /** Today in New York by the broker's clock. */
  readonly today: SessionDate;
  readonly account: string;
  readonly configSha256: string;
};

export type GatedSignals =
  | { readonly kind: 'signals'; readonly signals: SignalFile }
  | { readonly kind: 'refused'; readonly finding: Finding };

/**
 * A file of another day, strategy, account or configuration, an edited one, and one that differs from the file this
 * session began with are refused. What the generator wrote is known by its hash.
 */
export function checkSignals(content: string, gate: SignalGate): GatedSignals {
  const parsed = parseSignalFile(content);
  if (parsed.kind === 'refused') return parsed;
  const { signals } = parsed;
  const problem = problemOf(signals, content, gate);
  if (problem === null) return parsed;
  const remedy = 'run signal-generator for this session and give its file to the executor';
  return {
    kind: 'refused',
    finding: finding('error', problem.code, null, problem.message, remedy),
  };
}

function problemOf(
  signals: SignalFile,
  content: string,
  gate: SignalGate,
): { readonly code: string; readonly message: string } | null {
  if (signals.strategy !== PRIMARY) {
    const message = `the file is for ${signals.strategy}; only ${PRIMARY} is executed, shadow books never are`;
    return { code: 'SIGNALS_OF_OTHER_STRATEGY', message };
  }
  if (signals.trade_date !== gate.today) {
    const message = `the file is for ${signals.trade_date}, today is ${gate.today}`;
    return { code: 'SIGNALS_OF_OTHER_DAY', message };
  }
  if (signals.account !== gate.account) {
    const message = `the file is for account ${signals.account}, the keys open ${gate.account}`;
    return { code: 'SIGNALS_OF_OTHER_ACCOUNT', message };
  }
  if (signals.config_sha256 !== gate.configSha256) {
    return {
      code: 'SIGNALS_OF_OTHER_CONFIG',
      message: 'the configuration has changed since the file was made',
    };
  }
  const recorded = gate.store.signalFile(signals.trade_date, signals.strategy);
  if (recorded === null) {
    return {
      code: 'SIGNALS_UNKNOWN',
      message: 'the state database has no signal file of this session',
    };
  }
  if (recorded.sha256 !== sha256(content)) {
    const what = recorded.begun
      ? 'the file this session began with'
      : 'the file the generator wrote';
    return { code: 'SIGNALS_CHANGED', message: `the file differs from ${what}` };
  }
  return null;
}
