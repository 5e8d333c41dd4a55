/** The campaign as a command: what it is asked, its threads, what it prints, its exit code. */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync, existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';

import { keptScenario } from './carry-out.ts';
import { readPlan } from './effects.ts';
import { SCENARIOS } from './scenarios/all.ts';
import { missingStates, renderSummary } from './summary.ts';
import { tell } from './story.ts';
import { addTally, emptyTally, type Tally } from './tally.ts';
import { swarmSeedsOf, unitsOf, type SuiteName, type Unit } from './units.ts';

const USAGE = `campaign --suite push|nightly [--seed N] [--scenario NAME] [--workers N] [--summary FILE.md] [--resume FILE.json]
campaign --scenario NAME --replay "crash@12 reply_lost@20+"
campaign --list

Exit codes: 0 nothing was violated and every state was reached · 1 something was violated · 2 usage · 3 a state was never reached`;

const OPTIONS = {
  suite: { type: 'string' },
  seed: { type: 'string', default: '1' },
  scenario: { type: 'string' },
  replay: { type: 'string' },
  workers: { type: 'string', default: '2' },
  summary: { type: 'string' },
  resume: { type: 'string' },
  list: { type: 'boolean' },
  'first-violation': { type: 'boolean' },
  kinds: { type: 'string' },
  help: { type: 'boolean' },
} as const;

const say = (text: string): void => void process.stdout.write(`${text}\n`);

export async function main(args: readonly string[], workerFile: string): Promise<number> {
  const { values } = parseArgs({ args: [...args], options: OPTIONS });
  if (values.help === true) return tellUsage(0);
  if (values.list === true) {
    for (const { name, about } of SCENARIOS) say(`${name} [${about.join(', ')}]`);
    return 0;
  }
  if (values.replay !== undefined && values.scenario !== undefined)
    return replay(values.scenario, values.replay);
  const { suite } = values;
  if (suite !== 'push' && suite !== 'nightly' && suite !== 'mutants') return tellUsage(2);
  return runSuite({ ...values, suite }, workerFile);
}

function tellUsage(code: number): number {
  say(USAGE);
  return code;
}

async function replay(scenario: string, plan: string): Promise<number> {
  const { prepared } = await keptScenario(scenario);
  const verdict = await tell(prepared, readPlan(plan));
  for (const run of verdict.runs) {
    const { command, code, effects } = run;
    say(
      `--- ${command.name}, effects ${effects[0]} to ${effects[1] - 1}: ${code === null ? 'crashed' : `code ${code}`}`,
    );
    say(`${run.out}\n${run.err}`.trim());
  }
  for (const { number, kind, what } of verdict.effects)
    say(`${number} ${kind} ${what.slice(0, 160)}`);
  say(`happened: ${verdict.happened.map(({ what, at }) => `${what}@${at}`).join(' ')}`);
  say(`trace ${verdict.hash}`);
  for (const problem of verdict.violations) say(`VIOLATION ${problem}`);
  return verdict.violations.length === 0 ? 0 : 1;
}

type Asked = {
  readonly suite: SuiteName;
  readonly seed: string;
  readonly scenario?: string | undefined;
  readonly workers: string;
  readonly summary?: string | undefined;
  readonly resume?: string | undefined;
  readonly kinds?: string | undefined;
  readonly 'first-violation'?: boolean | undefined;
};

type Saved = { readonly done: number; readonly tally: Tally; readonly wallSeconds: number };

async function runSuite(asked: Asked, workerFile: string): Promise<number> {
  const { suite, scenario, resume, kinds } = asked;
  const seed = Number(asked.seed);
  const units = unitsOf(suite, seed).filter(
    (unit) =>
      (scenario === undefined || unit.scenario === scenario) &&
      (kinds === undefined || kinds.split(',').includes(unit.kind)),
  );
  const saved: Saved =
    resume !== undefined && existsSync(resume)
      ? (JSON.parse(readFileSync(resume, 'utf8')) as Saved)
      : { done: 0, tally: emptyTally(), wallSeconds: 0 };
  const start = process.hrtime.bigint();
  const wall = (): number => saved.wallSeconds + Number(process.hrtime.bigint() - start) / 1e9;
  const tally = saved.tally;
  const atFirst = asked['first-violation'] === true;
  await carryOutAll(units.slice(saved.done), {
    workers: Number(asked.workers),
    workerFile,
    atFirst,
    done: (count, one) => {
      addTally(tally, one);
      const done = saved.done + count;
      progress(
        `${done}/${units.length} pieces, ${tally.runs} runs, ${tally.violations.length} violations`,
      );
      if (resume !== undefined && count % 20 === 0)
        writeFileSync(resume, JSON.stringify({ done, tally, wallSeconds: wall() } satisfies Saved));
    },
  });
  progress('');
  const isWhole = scenario === undefined && kinds === undefined && !atFirst;
  const summary = renderSummary({
    suite,
    seed,
    swarmSeeds: swarmSeedsOf(units),
    commit: commitOf(),
    workers: Number(asked.workers),
    tally,
    wallSeconds: wall(),
    isWhole,
  });
  say(summary);
  if (asked.summary !== undefined) writeFileSync(asked.summary, `${summary}\n`);
  if (tally.violations.length > 0) return 1;
  return isWhole && missingStates(tally).length > 0 ? 3 : 0;
}

/** What is being tested; a tree that differs from its commit says so. */
function commitOf(): string {
  const git = (...args: readonly string[]): string => {
    const { status, stdout } = spawnSync('git', [...args], { encoding: 'utf8' });
    return status === 0 ? stdout.trim() : '';
  };
  const commit = git('rev-parse', '--short=12', 'HEAD');
  if (commit === '') return 'unknown';
  const isChanged = git('status', '--porcelain', '--untracked-files=no') !== '';
  return isChanged ? `${commit} and changes` : commit;
}

function progress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${text}`);
}

type Crew = {
  readonly workers: number;
  readonly workerFile: string;
  readonly atFirst: boolean;
  /** Called in the order of the pieces, so that a campaign can go on where it stopped. */
  readonly done: (count: number, tally: Tally) => void;
};

type Answer = { readonly tally?: Tally; readonly error?: string };

async function carryOutAll(units: readonly Unit[], crew: Crew): Promise<void> {
  const tallies = new Map<number, Tally>();
  let next = 0;
  let told = 0;
  let isOver = false;
  const take = (): number | null => {
    if (isOver || next >= units.length) return null;
    next += 1;
    return next - 1;
  };
  const finish = (at: number, tally: Tally): void => {
    tallies.set(at, tally);
    if (crew.atFirst && tally.violations.length > 0) isOver = true;
    for (let ready = tallies.get(told); ready !== undefined; ready = tallies.get(told)) {
      told += 1;
      crew.done(told, ready);
    }
  };
  await Promise.all(
    Array.from({ length: crew.workers }, () => work(units, crew, { take, finish })),
  );
  for (const [at, tally] of tallies) if (at >= told) crew.done(told, tally);
}

type Queue = {
  readonly take: () => number | null;
  readonly finish: (at: number, tally: Tally) => void;
};

function work(units: readonly Unit[], crew: Crew, { take, finish }: Queue): Promise<void> {
  const worker = new Worker(crew.workerFile, {
    workerData: { atFirst: crew.atFirst },
    // Most of what a run makes dies with it.
    resourceLimits: { maxYoungGenerationSizeMb: 64 },
  });
  return new Promise((resolve, reject) => {
    let at: number | null = null;
    const go = (): void => {
      at = take();
      if (at !== null) worker.postMessage(units[at]);
      else
        void worker.terminate().then(() => {
          resolve();
        });
    };
    worker.on('error', reject);
    worker.on('message', ({ tally, error }: Answer) => {
      if (tally === undefined || at === null) {
        reject(new Error(`${at === null ? '' : JSON.stringify(units[at])}: ${error ?? ''}`));
        void worker.terminate();
        return;
      }
      finish(at, tally);
      go();
    });
    go();
  });
}
