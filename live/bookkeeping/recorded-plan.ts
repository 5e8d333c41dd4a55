import type { SessionDate } from '../../src/domain/session-date.ts';
import { PRIMARY } from '../../src/domain/strategy.ts';
import { parseSignalFile, type EntrySignal } from '../../src/contracts/signal-file.ts';
import type { StateReads } from '../../src/ports/state-store.ts';

type Entries = readonly EntrySignal[];
const NONE: Entries = [];

/** What a store's last plan said: it is asked at every order, and to read it takes longer than to compare it. */
const read = new WeakMap<StateReads, { readonly content: string; readonly entries: Entries }>();

/** The entries of a session as the generator recorded them, whatever file a run was given; none without a plan. */
export function recordedEntries(store: StateReads, tradeDate: SessionDate): Entries {
  const file = store.signalFile(tradeDate, PRIMARY);
  if (file === null) return NONE;
  const known = read.get(store);
  if (known?.content === file.content) return known.entries;
  const parsed = parseSignalFile(file.content);
  const entries = parsed.kind === 'signals' ? parsed.signals.entries : NONE;
  read.set(store, { content: file.content, entries });
  return entries;
}
