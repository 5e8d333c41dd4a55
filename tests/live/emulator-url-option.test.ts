import { describe, expect, it } from 'vitest';

import { emulatorUrlOption } from '../../live/emulator-url-option.ts';

const URL = 'http://127.0.0.1:8787';
const refusal = expect.objectContaining({ outcome: 'usage' }) as Error;

describe('the address of an emulator in another process', () => {
  it('is nothing when nobody gives it, whatever else is asked', () => {
    expect(emulatorUrlOption({ broker: 'paper', at: '09:15' })).toEqual({});
  });

  it('goes with the emulator', () => {
    expect(emulatorUrlOption({ broker: 'emulator', emulatorUrl: URL })).toEqual({
      emulatorUrl: URL,
    });
  });

  it.each(['paper', 'live'] as const)('is refused with --broker %s [S2]', (broker) => {
    expect(() => emulatorUrlOption({ broker, emulatorUrl: URL })).toThrow(refusal);
  });

  it('is refused with a time of day: its clock is its own', () => {
    expect(() => emulatorUrlOption({ broker: 'emulator', emulatorUrl: URL, at: '09:15' })).toThrow(
      refusal,
    );
  });
});
