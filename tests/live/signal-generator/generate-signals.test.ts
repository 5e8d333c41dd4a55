import { describe, expect, it } from 'vitest';

import {
  generateSignals,
  type GenerateRequest,
  type GenerateResult,
} from '../../../live/signal-generator/generate-signals.ts';
import { NO_REPORT } from '../../../live/signal-generator/read-candidates.ts';
import { parseSignalFile } from '../../../src/contracts/signal-file.ts';
import { sessionDate } from '../../../src/domain/session-date.ts';
import { ticker } from '../../../src/domain/ticker.ts';
import type { PriceSource } from '../../../src/ports/price-source.ts';
import { candidate, rules } from '../../domain/sample.ts';
import { paperDay, type PaperDay } from '../../support/paper-day.ts';
import { heldFriday, BARS, FRIDAY, MONDAY } from '../executor/friday.ts';

/** The bars of the paper world, as a source of prices. */
const prices: PriceSource = {
  bars: (tickers, from, to) => {
    const market = Object.entries(BARS).filter(([name]) => tickers.includes(ticker(name)));
    const bars = market.map(([name, days]) => [ticker(name), barsOf(days, from, to)] as const);
    return Promise.resolve({ bars: new Map(bars), findings: [] });
  },
  corporateActions: () => Promise.resolve({ actions: [], findings: [] }),
};

function barsOf(days: (typeof BARS)[string], from: string, to: string) {
  return Object.entries(days)
    .filter(([date]) => date >= from && date <= to)
    .map(([date, [open, high, low, close]]) => ({
      date: sessionDate(date),
      open,
      high,
      low,
      close,
      volume: 1_000,
    }));
}

function generate(
  day: PaperDay,
  date: string,
  changes: Partial<GenerateRequest> = {},
): Promise<GenerateResult> {
  const { broker, store, clock } = day;
  const candidates = [candidate('NEWS', { price: 50, score: 90 })];
  return generateSignals(
    {
      report: NO_REPORT,
      read: { candidates, blocked: new Map(), findings: [] },
      tradeDate: sessionDate(date),
      outputDir: 'signals',
      primary: rules(),
      shadow: rules({ name: 'nwl_p4', trailing: { kind: 'weekly_nweek_low', period: 4 } }),
      configSha256: '0'.repeat(64),
      account: 'PA0000000001',
      runId: 'run-g',
      force: false,
      ...changes,
    },
    { broker, store, clock, prices },
  );
}

function signalsIn({ files }: GenerateResult, at = 0) {
  const parsed = parseSignalFile(files[at]?.content ?? '');
  if (parsed.kind === 'refused') throw new Error(parsed.finding.message);
  return parsed.signals;
}

describe('generateSignals', () => {
  it('asks the broker and changes nothing there [I12]', async () => {
    const day = await heldFriday();
    const before = day.engine.mutations();
    expect((await generate(day, FRIDAY)).outcome).toBe('done');
    expect(day.engine.mutations()).toBe(before);
  });

  it('writes one file for each book, named after session and strategy, and records their hashes', async () => {
    const day = await heldFriday();
    const result = await generate(day, FRIDAY);
    expect(result.files.map(({ path }) => path)).toEqual([
      'signals/trade_signals_2015-10-23_ema_p10.json',
      'signals/trade_signals_2015-10-23_nwl_p4.json',
    ]);
    const date = sessionDate(FRIDAY);
    for (const [at, name] of ['ema_p10', 'nwl_p4'].entries()) {
      expect(day.store.signalFile(date, name)?.content).toBe(result.files[at]?.content);
    }
  });

  it('plans the entry at the price of the report, with its stop ten per cent below', async () => {
    const day = await heldFriday();
    const [entry] = signalsIn(await generate(day, FRIDAY)).entries;
    expect(entry).toMatchObject({ ticker: 'NEWS', qty: 200, reference_price: 500_000 });
    expect(entry?.stop_price).toBe(450_000);
  });

  it('books what happened since the last run before it decides: a filled stop is no position any more', async () => {
    const day = await heldFriday();
    day.advance(MONDAY, '09:05');
    const result = await generate(day, MONDAY);
    expect(result.outcome).toBe('done');
    expect(result.book.map((position) => position.ticker)).toEqual(['HELD']);
  });

  it('ends at a difference between book and broker, with no plan and no file', async () => {
    const day = await heldFriday();
    const [position] = day.store.openPositions();
    day.store.changePosition(position?.positionId ?? 0, { shares: 90 });
    const result = await generate(day, FRIDAY);
    expect(result).toMatchObject({ outcome: 'mismatch', files: [], plans: null });
  });

  it('with force plans the rest, without the disputed symbol [P15]', async () => {
    const day = await heldFriday();
    const [first] = day.store.openPositions();
    day.store.changePosition(first?.positionId ?? 0, { shares: 90 });
    const result = await generate(day, FRIDAY, { force: true });
    expect(result.outcome).toBe('done');
    expect(signalsIn(result).entries.map((entry) => entry.ticker)).toEqual(['NEWS']);
  });

  it('keeps the plan of a session the executor has begun, whatever the report says now [F54]', async () => {
    const day = await heldFriday();
    const first = await generate(day, FRIDAY);
    day.store.markBegun(sessionDate(FRIDAY), 'ema_p10');
    const again = await generate(day, FRIDAY, {
      read: { candidates: [candidate('MORE', { price: 20 })], blocked: new Map(), findings: [] },
    });
    expect(again.files.map(({ content }) => content)).toEqual(
      first.files.map(({ content }) => content),
    );
    expect(again.findings.map(({ code }) => code)).toEqual(['SESSION_BEGUN']);
  });

  it('says which sessions nobody planned', async () => {
    const day = await paperDay({ start: ['2015-10-22', '09:05'], book: BARS });
    await generate(day, '2015-10-22');
    day.advance(MONDAY, '09:05');
    const { findings } = await generate(day, MONDAY);
    const missed = findings.find(({ code }) => code === 'SESSIONS_MISSED');
    expect(missed?.message).toBe('no plan was made for 1 session(s) after 2015-10-22: 2015-10-23');
  });
});
