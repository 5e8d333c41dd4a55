import { exitCodeOf } from '../../src/domain/outcome.ts';
import type { ParityDifference } from '../../src/rules/parity.ts';
import type { ExplainedDifference } from '../../src/views/render-replay.ts';
import type { CommandRun } from '../run-live-session.ts';

/** What the live commands themselves said about that stock on that day: why an entry was not ordered, or not sold. */
export function explain(
  difference: ParityDifference,
  runs: readonly CommandRun[],
): ExplainedDifference {
  const { session, ticker } = difference;
  const said = runs
    .filter((run) => run.session === session)
    .flatMap(({ findings }) => findings)
    .filter((one) => one.subject === ticker && one.severity !== 'info');
  const because = said.map(({ code, message }) => `${message} [${code}]`)[0] ?? null;
  return { ...difference, because };
}

/** Every run that did not end with 0, in a sentence. */
export function notesOf(runs: readonly CommandRun[]): readonly string[] {
  return runs
    .filter(({ code }) => code !== exitCodeOf('done'))
    .map(({ session, command, code, error, findings }) => {
      const worst = findings.find(({ severity }) => severity === 'error') ?? findings[0];
      const why = error ?? worst?.message ?? 'without a reason';
      const who = worst?.subject ?? null;
      return `${session} ${command} ended with ${code}: ${who === null ? '' : `${who}: `}${why}`;
    });
}
