import { describe, expect, it } from 'vitest';

import {
  parseSignalFile,
  renderSignalFile,
  signalFileName,
  type SignalFile,
  type SignalFileHead,
} from '../../src/contracts/signal-file.ts';
import { moneyFromUnits } from '../../src/domain/money.ts';
import { sessionDate } from '../../src/domain/session-date.ts';
import type { SessionPlan } from '../../src/domain/signal.ts';
import { ticker } from '../../src/domain/ticker.ts';
import { candidate, dollars, position } from '../domain/sample.ts';
import { fc } from '../support/fast-check.ts';

const HEAD: SignalFileHead = {
  strategy: 'ema_p10',
  generatedAt: '2015-10-23T09:05:00-04:00',
  runId: 'signal-generator-20151023-1',
  report: { file: 'report.html', sha256: 'a'.repeat(64), candidates: 3 },
  configSha256: 'b'.repeat(64),
  account: 'PA123',
  findings: [],
  openPositions: 4,
};
const PLAN: SessionPlan = {
  tradeDate: sessionDate('2015-10-23'),
  asOf: sessionDate('2015-10-22'),
  exits: [
    {
      position: position('AAPL', { positionId: 3, stopOrderId: 'b-7' }),
      reason: 'trend_break',
      evidence: { asOf: '2015-10-22', close: 90.5, indicator: 98.25, completedWeeks: 12 },
    },
  ],
  entries: [
    {
      candidate: candidate('AMZN', { price: 617.68, score: 91.5, companyName: 'Amazon.com' }),
      qty: 16,
      referencePrice: dollars('617.68'),
      stopPrice: dollars('555.91'),
    },
  ],
  skipped: [{ ticker: ticker('MSFT'), reason: 'capacity_full', score: null }],
  findings: [],
  verdicts: [],
};

const TEXT = renderSignalFile(PLAN, HEAD);

function signalsOf(text: string): SignalFile {
  const result = parseSignalFile(text);
  if (result.kind === 'refused') throw new Error(result.finding.message);
  return result.signals;
}

function refusalOf(text: string): string {
  const result = parseSignalFile(text);
  if (result.kind === 'signals') throw new Error('it was accepted');
  expect(result.finding).toMatchObject({ code: 'SIGNAL_FILE_REFUSED', severity: 'error' });
  expect(result.finding.remedy).toContain('signal-generator');
  return result.finding.message;
}

/** The file with one value changed, at a path such as `entries.0.qty`; undefined removes it. */
function changed(path: string, value: unknown): string {
  const file = JSON.parse(TEXT) as Record<string, unknown>;
  const steps = path.split('.');
  const last = steps.pop() ?? '';
  const place = steps.reduce((at, step) => at[step] as Record<string, unknown>, file);
  place[last] = value;
  return JSON.stringify(file);
}

describe('the signal file', () => {
  it('is named after its session and its book', () => {
    expect(signalFileName('2015-10-23', 'ema_p10')).toBe('trade_signals_2015-10-23_ema_p10.json');
  });

  it('says what to sell, what to buy, and what was skipped, with prices as decimal strings', () => {
    expect(JSON.parse(TEXT)).toEqual({
      schema_version: 1,
      strategy: 'ema_p10',
      trade_date: '2015-10-23',
      as_of: '2015-10-22',
      generated_at: '2015-10-23T09:05:00-04:00',
      run_id: 'signal-generator-20151023-1',
      report: { file: 'report.html', sha256: 'a'.repeat(64), candidates: 3 },
      config_sha256: 'b'.repeat(64),
      account: 'PA123',
      exits: [
        {
          ticker: 'AAPL',
          position_id: 3,
          reason: 'trend_break',
          qty: 100,
          entry_price: '100.00',
          stop_order_id: 'b-7',
          evidence: { asOf: '2015-10-22', close: 90.5, indicator: 98.25, completedWeeks: 12 },
        },
      ],
      entries: [
        {
          ticker: 'AMZN',
          side: 'buy',
          qty: 16,
          reference_price: '617.68',
          stop_price: '555.91',
          score: 91.5,
          grade: 'B',
          grade_source: 'html',
          report_date: '2015-10-23',
          company_name: 'Amazon.com',
          gap_size: 5,
        },
      ],
      skipped: [{ ticker: 'MSFT', reason: 'capacity_full', score: null }],
      findings: [],
      summary: {
        total_exits: 1,
        total_entries: 1,
        total_skipped: 1,
        open_positions_before: 4,
        open_positions_after: 4,
      },
    });
  });

  it('is the same bytes for the same plan, and ends with a line break', () => {
    expect(renderSignalFile(structuredClone(PLAN), structuredClone(HEAD))).toBe(TEXT);
    expect(TEXT.endsWith('}\n')).toBe(true);
  });

  it('is read back with exact prices', () => {
    const signals = signalsOf(TEXT);
    expect(signals.entries[0]).toMatchObject({ reference_price: 6_176_800, stop_price: 5_559_100 });
    expect(signals.exits[0]).toMatchObject({ entry_price: 1_000_000, qty: 100 });
  });

  it('is read back as it was written, for any entry', () => {
    const entry = fc.record({
      qty: fc.integer({ min: 1, max: 1_000_000 }),
      stop: fc.integer({ min: 1, max: 1e9 }),
      above: fc.integer({ min: 1, max: 1e9 }),
      score: fc.option(fc.double({ min: 0, max: 100, noNaN: true })),
      gapSize: fc.option(fc.double({ min: -99, max: 500, noNaN: true })),
      companyName: fc.option(fc.string({ maxLength: 200, unit: 'grapheme' })),
    });
    fc.assert(
      fc.property(entry, ({ qty, stop, above, ...facts }) => {
        const stopPrice = moneyFromUnits(stop);
        const referencePrice = moneyFromUnits(stop + above);
        const entries = [{ candidate: candidate('AMZN', facts), qty, referencePrice, stopPrice }];
        const [read] = signalsOf(renderSignalFile({ ...PLAN, entries }, HEAD)).entries;
        expect(read).toMatchObject({
          qty,
          stop_price: stop,
          reference_price: stop + above,
          company_name: facts.companyName,
        });
        // JSON has no negative zero.
        expect((read?.score ?? -1) - (facts.score ?? -1)).toBe(0);
        expect((read?.gap_size ?? -1) - (facts.gapSize ?? -1)).toBe(0);
      }),
    );
  });

  it.each([
    ['another version', 'schema_version', 2],
    ['an unknown field', 'note', 'hello'],
    ['an unknown field of an entry', 'entries.0.limit_price', '1.00'],
    ['a missing field', 'entries.0.stop_price', undefined],
    ['a sell among the entries', 'entries.0.side', 'sell'],
    ['no shares', 'entries.0.qty', 0],
    ['half a share', 'entries.0.qty', 1.5],
    ['shares as text', 'entries.0.qty', '16'],
    ['too many shares', 'entries.0.qty', 1_000_001],
    ['a price as number', 'entries.0.reference_price', 617.68],
    ['a price of zero', 'entries.0.reference_price', '0.00'],
    ['a negative price', 'entries.0.reference_price', '-617.68'],
    ['a price with a lost digit', 'entries.0.reference_price', '617.6'],
    ['a price with five decimals', 'entries.0.reference_price', '617.68001'],
    ['a ticker in lower case', 'entries.0.ticker', 'amzn'],
    ['a ticker with a dash', 'entries.0.ticker', 'BRK-B'],
    ['a date that does not exist', 'trade_date', '2015-02-29'],
    ['a score above a hundred', 'entries.0.score', 101],
    ['an unknown grade', 'entries.0.grade', 'E'],
    ['an unknown reason', 'exits.0.reason', 'because'],
    ['an unknown skip', 'skipped.0.reason', 'because'],
    ['a position without number', 'exits.0.position_id', 0],
    ['a hash that is none', 'config_sha256', 'b'.repeat(63)],
  ])('with %s is refused [F53] [S7]', (_what, path, value) => {
    refusalOf(changed(path, value));
  });

  it.each([
    ['a key told twice', TEXT.replace('{', '{"trade_date": "2015-10-23", '), 'twice'],
    ['a key told twice in other letters', TEXT.replace('{', '{"trade\\u005fdate": "", '), 'twice'],
    ['a key of the prototype', TEXT.replace('{', '{"__proto__": {"entries": []}, '), '__proto__'],
    ['nesting without bound', `${'['.repeat(1_000)}${']'.repeat(1_000)}`, 'nested deeper'],
  ])('is refused for %s [S7] [F53]', (_, content, problem) => {
    const read = parseSignalFile(content);
    expect(read).toMatchObject({ kind: 'refused' });
    expect(JSON.stringify(read)).toContain(problem);
    expect(Object.prototype).not.toHaveProperty('entries');
  });

  it('says which field is wrong', () => {
    expect(refusalOf(changed('entries.0.reference_price', 'cheap'))).toContain(
      'entries.0.reference_price: not a price: cheap',
    );
  });

  it('is refused when it contradicts itself [F53] [F56]', () => {
    expect(refusalOf(changed('entries.0.ticker', 'AAPL'))).toContain('AAPL occurs twice');
    expect(refusalOf(changed('entries.0.stop_price', '617.68'))).toContain('stop of AMZN');
    expect(refusalOf(changed('summary.total_exits', 0))).toContain('total_exits');
    expect(refusalOf(changed('summary.total_entries', 2))).toContain('total_entries');
  });

  it.each(['', '{', 'null', '[]', '"x"', TEXT.slice(0, -10)])(
    'is refused when it is cut or empty',
    (text) => {
      refusalOf(text);
    },
  );
});
