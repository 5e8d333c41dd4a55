import { processStreams, runProgram } from '../../src/terminal/terminal.ts';
import { VERSION } from '../../src/terminal/version.ts';
import { executorCommand } from './cli.ts';

let exitCode = 0;
const command = executorCommand(await processStreams(), (code) => {
  exitCode = code;
});
process.exitCode = await runProgram(command.version(VERSION), () => exitCode);
