import { processStreams, runProgram } from '../src/terminal/terminal.ts';
import { VERSION } from '../src/terminal/version.ts';
import { backtestCommand } from './cli.ts';

let exitCode = 0;
const command = backtestCommand(await processStreams(), (code) => {
  exitCode = code;
});
process.exitCode = await runProgram(command.version(VERSION), () => exitCode);
