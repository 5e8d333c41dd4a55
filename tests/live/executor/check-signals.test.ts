import { describe, expect, it } from 'vitest';

import { sha256 } from '../../../live/bookkeeping/sha256.ts';
import { checkSignals, type SignalGate } from '../../../live/executor/check-signals.ts';
import { sessionDate } from '../../../src/domain/session-date.ts';
import { PRIMARY } from '../../../src/domain/strategy.ts';
import { signalPlan } from '../../support/signal-plan.ts';
import { BUY_NEWS, flatFriday, FRIDAY, MONDAY } from './friday.ts';

/** Friday's file as the generator wrote it, and the gate of that morning. */
async function fridaysFile(): Promise<{ content: string; gate: SignalGate }> {
  const { store } = await flatFriday();
  signalPlan(store, FRIDAY, { buy: BUY_NEWS });
  const content = store.signalFile(sessionDate(FRIDAY), PRIMARY)?.content ?? '';
  const gate = { store, today: sessionDate(FRIDAY), account: 'PA0000000001' };
  return { content, gate: { ...gate, configSha256: sha256('') } };
}

const codeOf = (content: string, gate: SignalGate): string => {
  const checked = checkSignals(content, gate);
  return checked.kind === 'refused' ? checked.finding.code : checked.kind;
};

describe('a signal file', () => {
  it('is carried out on its own day, as it was written [R13]', async () => {
    const { content, gate } = await fridaysFile();
    const checked = checkSignals(content, gate);
    expect(checked).toMatchObject({ kind: 'signals', signals: { entries: [{ ticker: 'NEWS' }] } });
  });

  it.each([
    ['is no signal file', 'SIGNAL_FILE_REFUSED', (text: string) => text.slice(1)],
    [
      'is for the shadow book',
      'SIGNALS_OF_OTHER_STRATEGY',
      (text: string) => text.replace('"ema_p10"', '"nwl_p4"'),
    ],
    ['was edited', 'SIGNALS_CHANGED', (text: string) => text.replace('"qty": 100', '"qty": 99')],
  ])('that %s is refused: %s [F52] [F53]', async (_name, code, edit) => {
    const { content, gate } = await fridaysFile();
    expect(edit(content)).not.toBe(content);
    expect(codeOf(edit(content), gate)).toBe(code);
  });

  it.each([
    ['another day', 'SIGNALS_OF_OTHER_DAY', { today: sessionDate(MONDAY) }],
    ['another account', 'SIGNALS_OF_OTHER_ACCOUNT', { account: 'PA0000000002' }],
    ['another configuration', 'SIGNALS_OF_OTHER_CONFIG', { configSha256: sha256('other') }],
  ])('is refused at the gate of %s: %s [F52] [R13]', async (_name, code, changed) => {
    const { content, gate } = await fridaysFile();
    expect(codeOf(content, { ...gate, ...changed })).toBe(code);
  });

  it('that this database has never seen is refused [F52] [F41]', async () => {
    const { content, gate } = await fridaysFile();
    const { store } = await flatFriday();
    expect(codeOf(content, { ...gate, store })).toBe('SIGNALS_UNKNOWN');
  });

  it('that differs says from which: the one that was written, or the one that was begun [F54]', async () => {
    const { content, gate } = await fridaysFile();
    const said = (): string => {
      const checked = checkSignals(`${content} `, gate);
      return checked.kind === 'refused' ? checked.finding.message : '';
    };
    expect(said()).toBe('the file differs from the file the generator wrote');
    const { store } = gate as unknown as { store: Awaited<ReturnType<typeof flatFriday>>['store'] };
    store.markBegun(sessionDate(FRIDAY), PRIMARY);
    expect(said()).toBe('the file differs from the file this session began with');
  });
});
