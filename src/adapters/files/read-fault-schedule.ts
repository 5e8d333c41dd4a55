import { readFileSync } from 'node:fs';

import { isNode, LineCounter, parseDocument } from 'yaml';

import {
  parseFaultSchedule,
  type FaultSchedule,
  type FaultScheduleProblem,
} from '../../contracts/fault-schedule.ts';
import { CommandError } from '../../domain/outcome.ts';

/** A file of faults in YAML or JSON. What is wrong in it is refused (usage), with line and keys. */
export function readFaultSchedule(path: string): FaultSchedule {
  const text = readText(path);
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true });
  const [error] = document.errors;
  if (error !== undefined) {
    const { line } = lines.linePos(error.pos[0]);
    const said = error.message.split('\n')[0]?.replace(/ at line .*$/, '') ?? 'it is no YAML';
    throw new CommandError('usage', `${path}:${line}: ${said}`, 'correct the YAML');
  }
  const result = parseFaultSchedule(document.toJS());
  if (result.kind === 'schedule') return result.schedule;
  const lineOf = (keys: FaultScheduleProblem['path']): number => {
    // A key that is missing has no line: that of the nearest one around it is shown.
    for (let depth = keys.length; depth > 0; depth -= 1) {
      const node = document.getIn(keys.slice(0, depth), true);
      if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
    }
    return 1;
  };
  const problems = result.problems.map(
    ({ path: keys, message }) =>
      `${path}:${lineOf(keys)}: ${keys.join('.') || 'the file'}: ${message}`,
  );
  throw new CommandError(
    'usage',
    problems.join('\n  '),
    'docs/emulator.md lists every fault and its keys',
  );
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    const remedy = 'name a YAML or JSON file of faults';
    throw new CommandError('usage', `${path} cannot be read`, remedy, { cause });
  }
}
