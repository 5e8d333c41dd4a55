/** Goes through pieces of the campaign until the judge finds something, or the time is over. */
import { createHash } from 'node:crypto';

import { keptScenario } from './carry-out.ts';
import { writePlan } from './effects.ts';
import { tell } from './story.ts';
import { plansOf, type Unit } from './units.ts';

/** Every `of`-th plan of one kind for one story. */
export type Piece = {
  readonly scenario: string;
  readonly kind: Unit['kind'];
  readonly of?: number;
};

export type Hunt = {
  readonly runs: number;
  readonly problem: string | null;
  readonly scenario: string;
  /** As a person types it. */
  readonly plan: string;
  /** Of all that was lived through: the same where nothing is different. */
  readonly hash: string;
  /** Not all pieces were gone through. */
  readonly isCut: boolean;
};

export async function hunt(pieces: readonly Piece[], seconds: number): Promise<Hunt> {
  const start = process.hrtime.bigint();
  const spent = (): number => Number(process.hrtime.bigint() - start) / 1e9;
  const lived = createHash('sha256');
  let runs = 0;
  const found = (scenario: string, plan: string, problem: string | null, isCut = false): Hunt => ({
    ...{ runs, problem, scenario, plan, isCut },
    hash: lived.copy().digest('hex').slice(0, 16),
  });
  for (const { scenario, kind, of = 1 } of pieces) {
    const { prepared, quiet } = await keptScenario(scenario);
    runs += 1;
    lived.update(quiet.hash);
    const [first] = quiet.violations;
    if (first !== undefined) return found(scenario, '', first);
    for (const plan of plansOf({ scenario, kind, part: 0, of, seed: 1 }, quiet)) {
      if (spent() > seconds) return found(scenario, '', null, true);
      const { violations, hash } = await tell(prepared, plan);
      runs += 1;
      lived.update(hash);
      const [problem] = violations;
      if (problem !== undefined) return found(scenario, writePlan(plan), problem);
    }
  }
  return found('', '', null);
}
