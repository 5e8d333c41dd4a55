import { describe, expect, it } from 'vitest';

import { logNotifier } from '../../../src/adapters/notify/log-notifier.ts';

describe('an alert on the error stream', () => {
  it.each([
    ['a line break', 'AMZN\nALERT ALL_IS_WELL: nothing to see'],
    ['a return that overwrites', 'AMZN\rALERT ALL_IS_WELL'],
    ['an escape sequence', 'AMZN\u001b[2K\u001b[1A'],
    ['a separator of lines', 'AMZN\u2028next'],
    ['a mark that turns the writing around', 'AMZN\u202eNZMA'],
  ])('is one line, whatever stands in its message: %s [S12]', async (_, message) => {
    const lines: string[] = [];
    await logNotifier((line) => lines.push(line)).notify({ code: 'X', subject: null, message });
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/^ALERT X: AMZN /);
    expect(lines[0]).not.toMatch(/[\p{Cc}\p{Zl}\u202e]/u);
  });
});
