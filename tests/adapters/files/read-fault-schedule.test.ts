import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, describe, expect, it } from 'vitest';

import { readFaultSchedule } from '../../../src/adapters/files/read-fault-schedule.ts';

const folder = mkdtempSync(join(tmpdir(), 'faults-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const file = (name: string, ...lines: readonly string[]): string => {
  const path = join(folder, name);
  writeFileSync(path, `${lines.join('\n')}\n`);
  return path;
};

describe('a file of faults', () => {
  it('is YAML or JSON', () => {
    const yaml = file('a.yaml', 'seed: rain', 'rules:', '  - fault: { kind: reply_lost }');
    const json = file('a.json', '{"seed": "rain", "rules": [{"fault": {"kind": "reply_lost"}}]}');
    expect(readFaultSchedule(yaml)).toEqual(readFaultSchedule(json));
    expect(readFaultSchedule(yaml).rules).toHaveLength(1);
  });

  it('that is wrong is refused with file, line, keys and what to do', () => {
    const path = file(
      'wrong.yaml',
      'seed: rain',
      'rules:',
      '  - fault: { kind: reply_lost }',
      '  - match:',
      '      chance: 2',
      '    fault: { kind: slow }',
    );
    expect(() => readFaultSchedule(path)).toThrow(
      expect.objectContaining({
        outcome: 'usage',
        message: [
          `${path}:5: rules.1.match.chance: Too big: expected number to be <=1`,
          `${path}:6: rules.1.fault.ms: Invalid input: expected number, received undefined`,
        ].join('\n  '),
        remedy: 'docs/emulator.md lists every fault and its keys',
      }) as Error,
    );
  });

  it('that is no YAML, or names a key twice, is refused with its line', () => {
    const broken = file('broken.yaml', 'seed: rain', 'rules: [');
    expect(() => readFaultSchedule(broken)).toThrow(`${broken}:`);
    const twice = file('twice.yaml', 'seed: rain', 'seed: sun');
    expect(() => readFaultSchedule(twice)).toThrow(`${twice}:2: Map keys must be unique`);
  });

  it('that is not there is refused', () => {
    expect(() => readFaultSchedule(join(folder, 'none.yaml'))).toThrow('cannot be read');
  });
});
