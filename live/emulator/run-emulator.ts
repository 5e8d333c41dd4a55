import type { SessionDate } from '../../src/domain/session-date.ts';
import { formatMoney, parseMoney, type Money } from '../../src/domain/money.ts';
import { CommandError } from '../../src/domain/outcome.ts';
import { formatNewYork } from '../../src/rules/new-york-time.ts';
import { runCommand, type CommandResult, type Streams } from '../../src/terminal/command-shell.ts';
import { VERSION } from '../../src/terminal/version.ts';
import { dateOption } from '../session-date-option.ts';
import { openServedEmulator, type ServedEmulator } from '../wiring/served-emulator.ts';
import type { EmulatorCommandOptions } from './emulator-cli.ts';

/** Serves until it is interrupted. */
export async function runEmulator(
  options: EmulatorCommandOptions,
  streams: Streams,
): Promise<number> {
  let served: ServedEmulator | undefined;
  const code = await runCommand(options, streams, async () => {
    served = await openServedEmulator({
      version: VERSION,
      prices: options.prices,
      date: dateOf(options),
      isRealTime: options.realTime === true,
      port: options.port,
      seed: options.seed,
      faults: options.faults ?? null,
      state: options.state ?? null,
      cash: cashOf(options.cash),
      multiplier: MULTIPLIERS[options.multiplier],
      isRateLimited: options.rateLimit === true,
    });
    return announcement(served, options);
  });
  if (served === undefined) return code;
  await served.interrupted;
  await served.close();
  return code;
}

const MULTIPLIERS = { '1': 1, '2': 2, '4': 4 } as const;

function dateOf({ date }: EmulatorCommandOptions): SessionDate | null {
  return date === undefined ? null : dateOption(date);
}

function cashOf(text: string): Money {
  const cash = parseMoney(text);
  if (cash !== undefined && cash > 0) return cash;
  throw new CommandError('usage', `--cash ${text} is no amount of dollars`, 'write it as 250000');
}

function announcement(
  { emulator: { engine }, origin }: ServedEmulator,
  options: EmulatorCommandOptions,
): CommandResult {
  const { state, keys } = engine;
  const environment = {
    APCA_API_BASE_URL: origin,
    APCA_DATA_BASE_URL: origin,
    APCA_API_STREAM_URL: origin,
    APCA_API_KEY_ID: keys?.keyId ?? '',
    APCA_API_SECRET_KEY: keys?.secretKey ?? '',
  };
  const time = formatNewYork(state.now);
  const flow = options.realTime === true ? 'and passes by itself' : 'until somebody moves it';
  const kept = options.state === undefined ? 'in memory' : `in ${options.state}`;
  return {
    outcome: 'done',
    text: (paint) =>
      [
        `${paint.bold('openbell emulator')} ${origin}`,
        `It is ${time} ${flow}. Account ${state.accountNumber}, $${formatMoney(state.cash)} in cash, kept ${kept}.`,
        '',
        ...Object.entries(environment).map(([name, value]) => `export ${name}=${value}`),
        '',
        paint.dim(`Open ${origin}/ in a browser to look at it. Ctrl-C ends it.`),
      ].join('\n'),
    json: {
      command: 'emulator',
      origin,
      now: time,
      account_number: state.accountNumber,
      environment,
    },
  };
}
