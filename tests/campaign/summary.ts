/** What a campaign prints: sums, states, and for each violation the line that repeats it. */
import type { Tally, Violation } from './tally.ts';
import { WIRE_FAULTS } from './wire-faults.ts';

/** States without which a campaign proves nothing. */
export const MUST_BE_REACHED: readonly string[] = [
  'POST lost after acceptance',
  'duplicate-id reply',
  'partial fill then cancel',
  'fill during cancel',
  'stop placed by itself',
  'crash between send and record',
  'crash in recovery',
  '429 at the cutoff',
  'kill switch flip with an entry pending',
  'split on a held ticker',
  'stale position read that contradicts an order',
  ...[0, 2, 3, 4, 5, 6, 7, 8, 9, 10].map((code) => `exit code ${code}`),
  ...Object.keys(WIRE_FAULTS).map((name) => `trouble ${name}`),
];

export function missingStates({ reached }: Tally): readonly string[] {
  return MUST_BE_REACHED.filter((state) => reached[state] === undefined);
}

export type SummaryFacts = {
  readonly suite: string;
  readonly seed: number;
  /** First and last seed of the weeks that follow from one. */
  readonly swarmSeeds: readonly [number, number] | undefined;
  readonly commit: string;
  readonly workers: number;
  readonly tally: Tally;
  readonly wallSeconds: number;
  /** Not a part only: then every state must have been reached. */
  readonly isWhole: boolean;
};

const MOST_SHOWN = 40;

export function renderSummary(facts: SummaryFacts): string {
  const { suite, seed, swarmSeeds, commit, workers, tally, wallSeconds, isWhole } = facts;
  const { violations, reached } = tally;
  const missing = missingStates(tally);
  const rows: readonly (readonly [string, string])[] = [
    ['suite', suite],
    ['commit', commit],
    ['seed', String(seed)],
    ['seeds of whole weeks', swarmSeeds === undefined ? 'none' : swarmSeeds.join('–')],
    ['runs', whole(tally.runs)],
    ['crash points', whole(tally.crashPoints)],
    ['troubles that happened', whole(tally.faults)],
    ['sessions', whole(tally.sessions)],
    ['processes', whole(tally.processes)],
    ['violations', whole(violations.length)],
    ['trace', tally.trace],
    ['seconds', wallSeconds.toFixed(1)],
    ['workers', String(workers)],
    ['sessions a second and core', (tally.sessions / tally.seconds).toFixed(0)],
    ['processes a second and core', (tally.processes / tally.seconds).toFixed(0)],
    ['states reached', `${MUST_BE_REACHED.length - missing.length} of ${MUST_BE_REACHED.length}`],
  ];
  return [
    '| campaign | |',
    '| --- | --- |',
    ...rows.map(([name, value]) => `| ${name} | ${value} |`),
    '',
    '| state | runs |',
    '| --- | --- |',
    ...Object.entries(reached)
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([state, count]) => `| ${state} | ${whole(count)} |`),
    ...(isWhole ? missing.map((state) => `\nNEVER REACHED: ${state}`) : []),
    ...fewOfEach(violations)
      .slice(0, MOST_SHOWN)
      .flatMap(({ scenario, plan, problems }) => [
        '',
        `VIOLATION ${problems.join('\n  ')}`,
        `  node scripts/campaign.mjs --scenario "${scenario}" --replay "${plan}"`,
      ]),
  ].join('\n');
}

/** The first of each scenario and kind of problem. */
function fewOfEach(violations: readonly Violation[]): readonly Violation[] {
  const seen = new Set<string>();
  return violations.filter(({ scenario, problems, plan }) => {
    const kinds = plan.replaceAll(/@\d+/g, '');
    const key = `${scenario} ${problems.map((one) => one.slice(0, 3)).join()} ${kinds}`;
    const isNew = !seen.has(key);
    seen.add(key);
    return isNew;
  });
}

function whole(count: number): string {
  return count.toLocaleString('en-US');
}
