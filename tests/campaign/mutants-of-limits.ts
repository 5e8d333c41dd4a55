import type { Mutant } from './mutants.ts';

const SUBMIT = 'live/executor/submit-order.ts';
const EXECUTE = 'live/executor/execute-signals.ts';
const FACTS = 'live/executor/gather-facts.ts';
const LAST_GATE = 'src/rules/last-gate.ts';

export const MUTANTS_OF_LIMITS: readonly Mutant[] = [
  {
    name: 'the kill switch stops stops',
    breaks: 'P11 R7',
    file: SUBMIT,
    before: "  return wanted.key.intent === 'entry' && store.killSwitch().level !== 'off';",
    after: "  return wanted.key.intent !== 'exit' && store.killSwitch().level !== 'off';",
    by: [{ scenario: 'everything is halted, and a stop is missing', kind: 'quiet' }],
  },
  {
    name: 'the kill switch is read before all entries only',
    breaks: 'P12 R7',
    file: LAST_GATE,
    before: "  if (!isKillSwitchOff) return held('KILL_SWITCH', 'the kill switch is on');",
    after: '  void isKillSwitchOff;',
    also: [
      {
        file: SUBMIT,
        before: "  return wanted.key.intent === 'entry' && store.killSwitch().level !== 'off';",
        after: '  return void [store, wanted] === null;',
      },
    ],
    by: [
      { scenario: 'rotation', kind: 'events', of: 4 },
      { scenario: 'entry alone', kind: 'events', of: 2 },
    ],
  },
  {
    name: 'the kill switch is never read again',
    breaks: 'P12 R7',
    file: SUBMIT,
    before: "  return wanted.key.intent === 'entry' && store.killSwitch().level !== 'off';",
    after: '  return void [store, wanted] === null;',
    also: [
      {
        file: LAST_GATE,
        before: "  if (!isKillSwitchOff) return held('KILL_SWITCH', 'the kill switch is on');",
        after: '  void isKillSwitchOff;',
      },
      {
        file: FACTS,
        before:
          "  if (level !== 'off') return { code: 'KILL_SWITCH', message: `the kill switch is at ${level}` };",
        after: '  void level;',
      },
    ],
    by: [
      { scenario: 'no entries', kind: 'quiet' },
      { scenario: 'entry alone', kind: 'events', of: 2 },
      { scenario: 'rotation', kind: 'events', of: 4 },
    ],
  },
  {
    name: 'an entry is sent again with the kill switch on',
    breaks: 'P12 R7',
    file: SUBMIT,
    before:
      "  const isForbidden = request.side === 'buy' && session.store.killSwitch().level !== 'off';",
    after: '  const isForbidden = false;',
    also: [
      {
        file: LAST_GATE,
        before: "  if (!isKillSwitchOff) return held('KILL_SWITCH', 'the kill switch is on');",
        after: '  void isKillSwitchOff;',
      },
    ],
    by: [{ scenario: 'entry alone', kind: 'doubts' }],
  },
  {
    name: 'the clock is believed',
    breaks: 'P13 R12',
    file: FACTS,
    before:
      "  if (sources.timeProblem !== null) return { code: 'TIME_IN_DOUBT', message: sources.timeProblem };",
    after: '',
    by: [{ scenario: 'a clock goes wrong', kind: 'quiet' }],
  },
  {
    name: 'no cutoff',
    breaks: 'P13 R12',
    file: FACTS,
    before: '  return hours.open + execution.entry_cutoff_minutes * MS_PER_MINUTE;',
    after: '  return hours.open + (execution.entry_cutoff_minutes + 60) * MS_PER_MINUTE;',
    by: [
      { scenario: 'after the cutoff', kind: 'quiet' },
      { scenario: 'a minute before the cutoff', kind: 'events', of: 4 },
    ],
  },
  {
    name: 'disputes are passed over',
    breaks: 'P15 R11',
    file: EXECUTE,
    before: '    if (!isAtWork(symbol, store)) disputed.add(symbol);',
    after: '    void symbol;',
    by: [
      { scenario: 'the owner buys some more', kind: 'quiet' },
      { scenario: 'the owner buys another stock between plan and execution', kind: 'quiet' },
      { scenario: 'the owner sells all of it', kind: 'quiet' },
    ],
  },
  {
    name: 'unprotected ends with zero',
    breaks: 'P19 R14',
    file: EXECUTE,
    before: "  if (undisputed.length > 0) return 'unresolved';",
    after: '',
    by: [
      { scenario: 'a cancel is stuck', kind: 'quiet' },
      { scenario: 'exit alone', kind: 'faults', of: 4 },
    ],
  },
];
