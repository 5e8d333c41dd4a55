import { Command } from 'commander';

import { archiveCommand } from '../backtest/archive/archive-cli.ts';
import { checkCommand } from '../backtest/check-cli.ts';
import { backtestCommand } from '../backtest/cli.ts';
import { experimentCommand } from '../backtest/experiments/experiment-cli.ts';
import { compareCommand } from './operator/compare-cli.ts';
import { killSwitchCommand } from './operator/kill-switch-cli.ts';
import { reconcileCommand } from './operator/reconcile-cli.ts';
import { repairCommand } from './operator/repair-cli.ts';
import { statusCommand } from './operator/status-cli.ts';
import { configCommand } from './operator/config-cli.ts';
import { doctorCommand } from './operator/doctor-cli.ts';
import { emulatorCheckCommand } from './emulator/contract/emulator-check-cli.ts';
import { explainCommand } from './explain/explain-cli.ts';
import { replayCommand } from './replay/replay-cli.ts';
import type { Simulate } from './replay/simulator.ts';
import { dayCommand } from './sample-day-cli.ts';
import { emulatorCommand } from './emulator/emulator-cli.ts';
import { executorCommand } from './executor/cli.ts';
import { signalGeneratorCommand } from './signal-generator/cli.ts';
import { processStreams, runProgram } from '../src/terminal/terminal.ts';
import { VERSION } from '../src/terminal/version.ts';

const streams = await processStreams();
let exitCode = 0;
const done = (code: number): void => {
  exitCode = code;
};

/** Replay compares live with the backtest, which do not know each other: here one is handed to the other. */
const simulate: Simulate = async (question) => {
  const { simulateBooks } = await import('../backtest/run-simulated-books.ts');
  return simulateBooks(question);
};

/** The umbrella only dispatches. */
const program = new Command('openbell')
  .description('A daily batch toolchain for people who trade US stocks on rules.')
  .version(VERSION);
const commands = [
  signalGeneratorCommand,
  executorCommand,
  backtestCommand,
  archiveCommand,
  experimentCommand,
  checkCommand,
  compareCommand,
  statusCommand,
  reconcileCommand,
  repairCommand,
  killSwitchCommand,
  configCommand,
  doctorCommand,
  dayCommand,
  emulatorCheckCommand,
  emulatorCommand,
];
for (const command of commands) program.addCommand(command(streams, done));
program.addCommand(
  explainCommand(streams, done, async (request) => {
    const { explainTrades } = await import('../backtest/run-explain-trades.ts');
    return explainTrades(request);
  }),
);
program.addCommand(replayCommand(streams, done, simulate));

process.exitCode = await runProgram(program, () => exitCode);
