import { describe, expect, it } from 'vitest';

import {
  assertTradingOrigin,
  type LiveConsent,
} from '../../../src/adapters/alpaca/origin-guard.ts';
import { CommandError } from '../../../src/domain/outcome.ts';

const PAPER = 'https://paper-api.alpaca.markets';
const LIVE = 'https://api.alpaca.markets';
const CONSENT: LiveConsent = { configured: true, flag: true, pinnedAccount: '123456789' };
const QUIET = { environmentVariables: {} };

function refusalOf(guarded: () => void): CommandError {
  try {
    guarded();
  } catch (error) {
    if (error instanceof CommandError) return error;
    throw error;
  }
  throw new Error('was not refused');
}

describe('the paper address', () => {
  it('is exactly one [S2] [P16]', () => {
    expect(() => {
      assertTradingOrigin(PAPER, 'paper', QUIET);
    }).not.toThrow();
  });

  it.each([
    LIVE,
    `${LIVE}/paper`,
    'http://paper-api.alpaca.markets',
    `${PAPER}/`,
    `${PAPER}/v2`,
    `${PAPER}:443`,
    `${PAPER}:8443`,
    `${PAPER}@evil.example`,
    'https://user:secretword@paper-api.alpaca.markets',
    `${PAPER}.evil.example`,
    'https://evil.example/paper-api.alpaca.markets',
    'https://xpaper-api.alpaca.markets',
    'https://PAPER-API.alpaca.markets',
    `${PAPER}?x`,
    `${PAPER}#x`,
    ` ${PAPER}`,
    `${PAPER}\n`,
    'https://paper-api.alpaca.markets.',
    'https://pаper-api.alpaca.markets',
    '',
    'paper',
  ])('is not %j [P16] [S2]', (url) => {
    const refusal = refusalOf(() => {
      assertTradingOrigin(url, 'paper', QUIET);
    });
    expect(refusal.outcome).toBe('usage');
    expect(refusal.remedy).toContain(PAPER);
    expect(refusal.message).not.toContain('secretword');
  });
});

describe('the live address [S2]', () => {
  it('is allowed by configuration, flag and pinned account together', () => {
    expect(() => {
      assertTradingOrigin(LIVE, 'live', { ...QUIET, live: CONSENT });
    }).not.toThrow();
  });

  it.each([
    ['the configuration', { ...CONSENT, configured: false }],
    ['the command line', { ...CONSENT, flag: false }],
    ['the pinned account number', { ...CONSENT, pinnedAccount: null }],
    ['the pinned account number', { ...CONSENT, pinnedAccount: '' }],
  ])('is refused without %s [S2]', (missing, live) => {
    const refusal = refusalOf(() => {
      assertTradingOrigin(LIVE, 'live', { ...QUIET, live });
    });
    expect(refusal.message).toBe(`live trading is not allowed by ${missing}`);
  });

  it('is refused when nobody consented, and is never the paper address', () => {
    const silent = refusalOf(() => {
      assertTradingOrigin(LIVE, 'live', QUIET);
    });
    expect(silent.message).toContain('the configuration, the command line, the pinned account');
    const paper = refusalOf(() => {
      assertTradingOrigin(PAPER, 'live', { ...QUIET, live: CONSENT });
    });
    expect(paper.remedy).toContain(LIVE);
  });
});

describe('the emulator’s address [S2]', () => {
  it.each(['http://localhost', 'http://127.0.0.1:8787', 'http://[::1]:8787'])(
    'may be %s',
    (url) => {
      expect(() => {
        assertTradingOrigin(url, 'emulator', QUIET);
      }).not.toThrow();
    },
  );

  it.each([
    PAPER,
    LIVE,
    'http://192.168.1.2:8787',
    'http://localhost@evil.example',
    'localhost',
    'http://127.0.0.1:8787/',
    'http://127.0.0.1:8787/v2',
    'http://user:secretword@127.0.0.1:8787',
    'http://127.0.0.1.evil.example:8787',
    'http://127.1:8787',
    'http://0.0.0.0:8787',
    'http://[::ffff:127.0.0.1]:8787',
    'ftp://127.0.0.1:8787',
    ' http://127.0.0.1:8787',
  ])('is not %s', (url) => {
    const refusal = refusalOf(() => {
      assertTradingOrigin(url, 'emulator', QUIET);
    });
    expect(refusal.outcome).toBe('usage');
  });
});

describe('a connection whose certificate nobody checks', () => {
  it.each(['paper', 'live', 'emulator'] as const)('is refused for %s [F17] [S2]', (environment) => {
    const environmentVariables = { NODE_TLS_REJECT_UNAUTHORIZED: '0' };
    const refusal = refusalOf(() => {
      assertTradingOrigin(PAPER, environment, { environmentVariables, live: CONSENT });
    });
    expect(refusal.remedy).toBe('unset NODE_TLS_REJECT_UNAUTHORIZED');
  });
});
