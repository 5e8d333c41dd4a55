import { join } from 'node:path';

import { CommandError, exitCodeOf } from '../src/domain/outcome.ts';
import type { SessionDate } from '../src/domain/session-date.ts';
import { PRIMARY } from '../src/domain/strategy.ts';
import { parseReportName } from '../src/contracts/earnings-report.ts';
import { signalFileName } from '../src/contracts/signal-file.ts';
import { nextSession, sessionsBetween } from '../src/rules/market-calendar.ts';
import { runCommand, type Streams } from '../src/terminal/command-shell.ts';
import { runExecutor } from './executor/run.ts';
import { runStatus } from './operator/run-status.ts';
import { runSignalGenerator } from './signal-generator/run.ts';
import type { SampleDayOptions } from './sample-day-cli.ts';
import { emptyFolder, listFolder } from './wiring.ts';

type Sample = {
  readonly options: SampleDayOptions;
  readonly reports: ReadonlyMap<SessionDate, string>;
  readonly streams: Streams;
};

/**
 * The real commands over an invented market: a run-up in silence, then the last report's day in full, then the morning
 * after. Every line it shows as a command can be typed as it stands.
 */
export function runSampleDay(options: SampleDayOptions, streams: Streams): Promise<number> {
  return runCommand({}, streams, async () => {
    const reports = reportsIn(options.sample);
    const sample = { options, reports, streams };
    const [first, ...later] = [...reports.keys()].sort();
    const day = later.at(-1);
    if (first === undefined || day === undefined) {
      throw new CommandError(
        'input-refused',
        `${options.sample} holds no two reports`,
        'run it from the project folder',
      );
    }
    emptyFolder(options.dir);
    await runUp(sample, first, day);
    await showDay(sample, day);
    await showMorningAfter(sample, nextSession(day));
    return { outcome: 'done', text: () => lastWords(options.dir), json: {} };
  });
}

function reportsIn(folder: string): ReadonlyMap<SessionDate, string> {
  const reports = listFolder(folder).flatMap((name) => {
    const report = parseReportName(name);
    return report?.format === 'html' ? [[report.reportDate, join(folder, name)] as const] : [];
  });
  return new Map(reports);
}

async function runUp(sample: Sample, first: SessionDate, day: SessionDate): Promise<void> {
  const { out, paint } = sample.streams;
  const sessions = sessionsBetween(first, day).filter((session) => session < day);
  const quiet: Streams = { ...sample.streams, out: () => undefined, err: () => undefined };
  for (const session of sessions) {
    expectDone(session, await plan(sample, session, quiet));
    expectDone(session, await execute(sample, session, quiet));
  }
  out(
    paint.bold(
      `Run-up: ${sessions.length} sessions from ${first}, each planned and executed as below.`,
    ),
  );
  await runStatus({ stateDb: stateDb(sample) }, sample.streams);
}

async function showDay(sample: Sample, day: SessionDate): Promise<void> {
  say(sample, `The day, ${day}, 09:05 New York: the plan`);
  expectDone(day, await plan(sample, day, sample.streams));
  say(sample, '09:15 to the open: the execution');
  expectDone(day, await execute(sample, day, sample.streams));
}

async function showMorningAfter(sample: Sample, morning: SessionDate): Promise<void> {
  say(sample, `The morning after, ${morning}, 09:05: what the day has done`);
  expectDone(morning, await plan(sample, morning, sample.streams));
  say(sample, 'Where it stands');
  await runStatus({ stateDb: stateDb(sample) }, sample.streams);
}

function say({ streams: { out, paint } }: Sample, heading: string): void {
  out(`\n${paint.bold(`── ${heading} `.padEnd(90, '─'))}`);
}

function plan(sample: Sample, session: SessionDate, streams: Streams): Promise<number> {
  const { options, reports } = sample;
  const reportFile = reports.get(session);
  const shared = {
    prices: join(options.sample, 'prices'),
    config: join(options.sample, 'openbell.yaml'),
    outputDir: join(options.dir, 'signals'),
    stateDb: stateDb(sample),
  };
  const report =
    reportFile === undefined
      ? `--no-report --trade-date ${session}`
      : `--report-file ${reportFile}`;
  const { prices, config, outputDir } = shared;
  streams.out(
    streams.paint.dim(
      `$ node dist/signal-generator.js ${report} --prices ${prices} --config ${config} --output-dir ${outputDir} --state-db ${shared.stateDb}`,
    ),
  );
  return runSignalGenerator(
    {
      ...shared,
      broker: 'emulator',
      report: reportFile !== undefined,
      tradeDate: session,
      ...(reportFile !== undefined && { reportFile }),
    },
    streams,
  );
}

function execute(sample: Sample, session: SessionDate, streams: Streams): Promise<number> {
  const { options } = sample;
  const signalsFile = join(options.dir, 'signals', signalFileName(session, PRIMARY));
  const config = join(options.sample, 'openbell.yaml');
  streams.out(
    streams.paint.dim(
      `$ node dist/executor.js --signals-file ${signalsFile} --config ${config} --state-db ${stateDb(sample)}`,
    ),
  );
  return runExecutor(
    { signalsFile, config, stateDb: stateDb(sample), broker: 'emulator', phase: 'all' },
    streams,
  );
}

function stateDb({ options }: Sample): string {
  return join(options.dir, 'state.db');
}

function expectDone(session: SessionDate, code: number): void {
  if (code === exitCodeOf('done')) return;
  throw new CommandError(
    'unresolved',
    `a command ended with exit code ${code} on ${session}`,
    'read its output above',
  );
}

function lastWords(folder: string): string {
  return [
    '',
    `Everything is in ${folder}/: the signal files, the book (state.db) and the emulated account (emulator.db).`,
    'Run any of the commands above again: nothing is done twice, and the file of a day gone by is refused.',
  ].join('\n');
}
