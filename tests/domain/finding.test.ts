import { describe, expect, it } from 'vitest';

import { finding } from '../../src/domain/finding.ts';

describe('a finding', () => {
  it('carries severity, code, subject, message and remedy', () => {
    expect(finding('error', 'POSITION_MISMATCH', 'AMZN', '16 and 15', 'look')).toEqual({
      severity: 'error',
      code: 'POSITION_MISMATCH',
      subject: 'AMZN',
      message: '16 and 15',
      remedy: 'look',
    });
  });

  it('has no remedy when there is nothing to do', () => {
    expect(finding('info', 'SPLIT_BOOKED', null, '2:1').remedy).toBeNull();
  });
});
