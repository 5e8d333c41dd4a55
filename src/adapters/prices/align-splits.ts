import type { Bar, CorporateAction, Split } from '../../domain/bar.ts';
import { finding, type Finding } from '../../domain/finding.ts';

/** Log distance between the overnight price ratio and the split ratio up to which a session shows the split. */
const SHOWS = 0.2;
/** Splits smaller than 3:2 cannot be told from an ordinary night. */
const SMALLEST = Math.log(1.5);

/**
 * Ex-dates of feeds can be off by one session. Where the raw bars show the split on the session before or after the
 * recorded one, and not on it, the bars are right: the ex-date moves, with a finding.
 */
export function alignSplits(
  actions: readonly CorporateAction[],
  barsAround: (split: Split) => readonly Bar[],
): { readonly actions: readonly CorporateAction[]; readonly findings: readonly Finding[] } {
  const findings: Finding[] = [];
  const aligned = actions.map((action) => {
    if (action.type !== 'split' || Math.abs(Math.log(action.ratio)) < SMALLEST) return action;
    const exDate = shownOn(action, barsAround(action));
    if (exDate === undefined || exDate === action.exDate) return action;
    const message = `${action.ticker}: the bars show the ${action.ratio}:1 split on ${exDate}, not on ${action.exDate}`;
    findings.push(finding('info', 'SPLIT_DATE_CORRECTED', action.ticker, message));
    return { ...action, exDate };
  });
  return { actions: aligned, findings };
}

function shownOn(split: Split, bars: readonly Bar[]): Bar['date'] | undefined {
  const on = bars.findIndex((bar) => bar.date >= split.exDate);
  const shows = (index: number): boolean => {
    const [before, bar] = [bars[index - 1], bars[index]];
    if (before === undefined || bar === undefined) return false;
    return Math.abs(Math.log(before.close / bar.open / split.ratio)) < SHOWS;
  };
  if (on < 0 || shows(on)) return split.exDate;
  const neighbour = [on - 1, on + 1].find(shows);
  return neighbour === undefined ? undefined : bars[neighbour]?.date;
}
