import { CommandError } from '../src/domain/outcome.ts';
import type { CommonOptions } from './common-options-cli.ts';

type EmulatorOptions = Pick<CommonOptions, 'broker' | 'emulatorUrl'> &
  Partial<Pick<CommonOptions, 'at'>>;

/** The address of an emulator in another process goes with the emulator only, and its clock is not set from here. */
export function emulatorUrlOption({ broker, emulatorUrl, at }: EmulatorOptions): {
  readonly emulatorUrl?: string;
} {
  if (emulatorUrl === undefined) return {};
  if (broker !== 'emulator')
    throw new CommandError(
      'usage',
      `--emulator-url does not go with --broker ${broker}`,
      'leave it out, or trade with --broker emulator',
    );
  if (at !== undefined)
    throw new CommandError(
      'usage',
      '--at does not go with --emulator-url: the time of that emulator is its own',
      'move its clock with POST /emulator/time, and leave --at out',
    );
  return { emulatorUrl };
}
