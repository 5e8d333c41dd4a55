import { CommandError, type Outcome } from '../../src/domain/outcome.ts';
import { runCommand, type CommandResult, type Streams } from '../../src/terminal/command-shell.ts';
import { VERSION } from '../../src/terminal/version.ts';
import type { BundleResult, RunBundle } from '../../src/contracts/run-bundle.ts';
import { NO_PAINT, type Paint } from '../../src/views/paint.ts';
import type { ExecutorOptions } from '../executor/cli.ts';
import { runExecutor } from '../executor/run.ts';
import type { SignalGeneratorOptions } from '../signal-generator/cli.ts';
import { runSignalGenerator } from '../signal-generator/run.ts';
import { openBundle, repeatRun, type Repeated } from '../wiring/repeat-run.ts';
import type { RunWith } from '../wiring/hands.ts';
import { compareResults, type Difference } from './compare-results.ts';

/** `openbell replay BUNDLE`: the run again, offline, from what it was told then; ends well only when all is the same. */
export function runReplayBundle(
  path: string,
  options: { readonly json?: boolean; readonly verbose?: boolean },
  streams: Streams,
): Promise<number> {
  return runCommand(options, streams, async () => {
    const bundle = openBundle(path);
    const repeated = await repeatRun(bundle, (runWith) => runAgain(bundle, runWith));
    return present(path, bundle, repeated);
  });
}

/** The command itself, with the options it had, and nobody to talk to. */
function runAgain({ command, options }: RunBundle, runWith: RunWith): Promise<number> {
  const silent: Streams = { out: () => undefined, err: () => undefined, paint: NO_PAINT };
  return command === 'executor'
    ? runExecutor(options as unknown as ExecutorOptions, silent, runWith)
    : runSignalGenerator(options as unknown as SignalGeneratorOptions, silent, runWith);
}

function present(path: string, bundle: RunBundle, repeated: Repeated): CommandResult {
  const { divergence, counts, result } = repeated;
  if (result === null)
    throw new CommandError(
      'bug',
      repeated.problem,
      'this is a bug: please report it with the bundle',
    );
  const compared = divergence === null ? compareResults(bundle.result, result) : [divergence];
  const outcome: Outcome = compared.length === 0 ? 'done' : 'mismatch';
  const facts = {
    run: bundle.run_id ?? 'a run that was not begun',
    requests: counts.requests,
    writes: counts.writes,
    readings: counts.readings,
    files: bundle.result.files.length,
    rows: bundle.result.state_changes.length,
    findings: findingsOf(bundle.result),
    ended: bundle.result.outcome,
  };
  return {
    outcome,
    text: (paint) => render(paint, path, { bundle, facts, compared }),
    json: {
      command: 'replay',
      bundle: path,
      is_equal: compared.length === 0,
      ...facts,
      bundle_version: bundle.openbell_version,
      version: VERSION,
      differences: compared,
    },
  };
}

function findingsOf({ said }: BundleResult): number {
  const findings = said?.['findings'];
  return Array.isArray(findings) ? findings.length : 0;
}

type Shown = {
  readonly bundle: RunBundle;
  readonly facts: {
    readonly run: string;
    readonly requests: number;
    readonly writes: number;
    readonly readings: number;
    readonly files: number;
    readonly rows: number;
    readonly findings: number;
    readonly ended: string;
  };
  readonly compared: readonly Difference[];
};

function render(paint: Paint, path: string, { bundle, facts, compared }: Shown): string {
  const head = `${paint.bold(facts.run)} ${paint.dim(path)}`;
  const { requests, writes, readings, files, rows, findings, ended } = facts;
  const counted = [
    `${requests} requests (${writes} that change something), ${readings} readings of the clock`,
    `${files} files, ${findings} findings, ${rows} rows of the state`,
    `ended ${ended} (${bundle.result.exit_code})`,
  ].map((line) => `  ${line}`);
  if (compared.length === 0)
    return [head, ...counted, paint.green('equal, byte for byte')].join('\n');
  const told = compared.flatMap(({ place, then, now }) => [
    `  ${paint.red(place)}`,
    `    then ${then}`,
    `    now  ${now}`,
  ]);
  const made =
    bundle.openbell_version === VERSION
      ? []
      : [`  made by openbell ${bundle.openbell_version}, replayed by ${VERSION}`];
  return [head, ...counted, paint.red(`${compared.length} differ`), ...told, ...made].join('\n');
}
