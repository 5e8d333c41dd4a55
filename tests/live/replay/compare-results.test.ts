import { describe, expect, it } from 'vitest';

import { compareResults } from '../../../live/replay/compare-results.ts';
import type { BundleResult } from '../../../src/contracts/run-bundle.ts';

const RESULT: BundleResult = {
  outcome: 'done',
  exit_code: 0,
  error: null,
  said: { findings: [{ code: 'A' }] },
  decisions: null,
  files: [{ path: 'signals/x.json', sha256: 'aa' }],
  state_changes: [
    { table: 'run_log', key: 'r1', before: null, after: { outcome: 'done', version: '0.1.0' } },
  ],
};

describe('two ends of one run', () => {
  it('are equal when only the program has another version', () => {
    const after = { outcome: 'done', version: '0.2.0' };
    const changes = [{ table: 'run_log', key: 'r1', before: null, after }];
    expect(compareResults(RESULT, { ...RESULT, state_changes: changes })).toEqual([]);
  });

  it('differ at each place that is not the same, with both values', () => {
    const now = {
      ...RESULT,
      exit_code: 9,
      said: { findings: [{ code: 'B' }, { code: 'C' }] },
      files: [{ path: 'signals/x.json', sha256: 'bb' }],
      state_changes: [],
    };
    expect(compareResults(RESULT, now)).toEqual([
      { place: 'exit_code', then: '0', now: '9' },
      { place: 'said.findings.0.code', then: '"A"', now: '"B"' },
      { place: 'said.findings.1', then: 'nothing', now: '{"code":"C"}' },
      { place: 'files.signals/x.json', then: '"aa"', now: '"bb"' },
      {
        place: 'state_changes.run_log r1',
        then: '{"after":{"outcome":"done","version":"0.1.0"},"before":null}',
        now: 'nothing',
      },
    ]);
  });
});
