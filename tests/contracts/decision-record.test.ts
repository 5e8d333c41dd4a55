import { describe, expect, it } from 'vitest';

import {
  decisionRecord,
  parseDecisions,
  parseSplits,
} from '../../src/contracts/decision-record.ts';
import { sessionDate } from '../../src/domain/session-date.ts';
import { ticker } from '../../src/domain/ticker.ts';
import { candidate, position, rules } from '../domain/sample.ts';

const AAPL = ticker('AAPL');
const SPLIT = { type: 'split' as const, ticker: AAPL, exDate: sessionDate('2026-01-05'), ratio: 2 };
const FACTS = {
  tradeDate: sessionDate('2026-01-06'),
  asOf: sessionDate('2026-01-05'),
  book: [position('AAPL')],
  candidates: [candidate('AAPL')],
  blocked: new Map([[AAPL, 'twin_mismatch' as const]]),
  disputed: new Set([AAPL]),
  market: { splits: [SPLIT] },
};
const PLAN = {
  ...{ tradeDate: FACTS.tradeDate, asOf: FACTS.asOf },
  ...{ exits: [], entries: [], skipped: [], findings: [], verdicts: [] },
};

describe('the record of a decision', () => {
  it('is read back as it was written', () => {
    const books = [decisionRecord(rules(), FACTS, PLAN)];
    const written: unknown = JSON.parse(JSON.stringify({ trade_date: FACTS.tradeDate, books }));
    const [read] = parseDecisions(written)?.books ?? [];
    expect(read).toMatchObject({
      rules: rules(),
      book: FACTS.book,
      candidates: FACTS.candidates,
      blocked: [[AAPL, 'twin_mismatch']],
      disputed: [AAPL],
      splits: [SPLIT],
    });
  });

  it('of a run that planned nothing is none', () => {
    expect(parseDecisions(null)).toBeNull();
  });

  it('takes the splits out of the actions that a source of prices told', () => {
    const dividend = { type: 'dividend', ticker: 'AAPL', exDate: '2026-01-07', cash: 0.24 };
    expect(parseSplits([dividend, { ...SPLIT }])).toEqual([SPLIT]);
  });
});
