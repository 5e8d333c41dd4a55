import { sha256 } from '../../live/bookkeeping/sha256.ts';
import {
  parseSignalFile,
  renderSignalFile,
  type SignalFile,
} from '../../src/contracts/signal-file.ts';
import type { ExitReason } from '../../src/domain/position.ts';
import { sessionDate } from '../../src/domain/session-date.ts';
import type { StateStore } from '../../src/ports/state-store.ts';
import { previousSession } from '../../src/rules/market-calendar.ts';
import { candidate, dollars } from '../domain/sample.ts';

export type Wanted = {
  /** Ticker → shares, reference price, stop. */
  readonly buy?: Readonly<Record<string, readonly [number, string, string]>>;
  /** Ticker of a held position → why. */
  readonly sell?: Readonly<Record<string, ExitReason>>;
};

/** The signal file of a session as the generator would leave it: rendered, recorded in the book, and read again. */
export function signalPlan(store: StateStore, date: string, { buy, sell }: Wanted): SignalFile {
  const tradeDate = sessionDate(date);
  const book = store.openPositions();
  const content = renderSignalFile(
    {
      tradeDate,
      asOf: previousSession(tradeDate),
      entries: Object.entries(buy ?? {}).map(([name, [qty, price, stop]]) => ({
        candidate: candidate(name, { reportDate: tradeDate }),
        qty,
        referencePrice: dollars(price),
        stopPrice: dollars(stop),
      })),
      exits: Object.entries(sell ?? {}).flatMap(([name, reason]) =>
        book
          .filter((position) => position.ticker === name)
          .map((position) => ({ position, reason, evidence: {} })),
      ),
      skipped: [],
      findings: [],
      verdicts: [],
    },
    {
      strategy: 'ema_p10',
      generatedAt: `${date}T09:05:00-04:00`,
      runId: 'plan',
      report: { file: 'none', sha256: sha256(''), candidates: 0 },
      configSha256: sha256(''),
      account: 'PA0000000001',
      findings: [],
      openPositions: book.length,
    },
  );
  store.recordSignalFile({
    tradeDate,
    strategy: 'ema_p10',
    sha256: sha256(content),
    path: 'signals/plan.json',
    content,
    runId: 'plan',
  });
  const parsed = parseSignalFile(content);
  if (parsed.kind === 'refused') throw new Error(parsed.finding.message);
  return parsed.signals;
}
