import type { BundleResult, RunBundle } from '../../src/contracts/run-bundle.ts';
import type { Divergence, ReplayCounts } from '../../src/adapters/bundle/run-replayer.ts';
import { readBundle } from '../../src/adapters/bundle/bundle-file.ts';
import type { RunWith } from './hands.ts';
import { bundleOf, endOf } from './leave-bundle.ts';
import { recordingHands } from './recording-hands.ts';
import { replayHands } from './replay-hands.ts';

export const openBundle = readBundle;

export type Repeated = {
  /** Where the run left its recording; what comes after that cannot be compared. */
  readonly divergence: Divergence | null;
  readonly counts: ReplayCounts;
  /** Null when the repetition could not be remembered. */
  readonly result: BundleResult | null;
  readonly problem: string;
};

/** Runs the command of a bundle on its recording, and remembers this run as the first one was remembered. */
export async function repeatRun(
  bundle: RunBundle,
  run: (runWith: RunWith) => Promise<number>,
): Promise<Repeated> {
  const { hands, replayer } = replayHands(bundle);
  const recording = recordingHands(hands);
  let again: RunBundle | string = 'the command did not run';
  await run(async (request, work) => {
    const ended = await endOf(() => work(recording.hands));
    again = bundleOf(request, recording, ended);
    if (ended.kind === 'thrown') throw ended.error;
    return ended.result;
  });
  const made = again as RunBundle | string;
  return {
    divergence: replayer.divergence(),
    counts: replayer.counts(),
    result: typeof made === 'string' ? null : made.result,
    problem: typeof made === 'string' ? made : '',
  };
}
