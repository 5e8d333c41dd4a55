import { CommandError } from '../../domain/outcome.ts';

export type BrokerEnvironment = 'emulator' | 'paper' | 'live';

/** Real money needs all three: the configuration allows it, the command line asks for it, the account number is pinned. */
export type LiveConsent = {
  readonly configured: boolean;
  readonly flag: boolean;
  readonly pinnedAccount: string | null;
};

export type OriginGuard = {
  readonly environmentVariables: Readonly<Record<string, string | undefined>>;
  readonly live?: LiveConsent;
};

/** @see https://docs.alpaca.markets/docs/authentication */
export const ALPACA_TRADING_ORIGINS = {
  paper: 'https://paper-api.alpaca.markets',
  live: 'https://api.alpaca.markets',
} as const;
export const ALPACA_DATA_ORIGIN = 'https://data.alpaca.markets';

const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]']);

/**
 * Refuses (usage) every trading address but the one of that environment, character for character: no path, port, user
 * or look-alike gets through. The emulator lives on a loopback address. Keys never leave over an unchecked connection.
 */
export function assertTradingOrigin(
  url: string,
  environment: BrokerEnvironment,
  guard: OriginGuard,
): void {
  if (guard.environmentVariables['NODE_TLS_REJECT_UNAUTHORIZED'] === '0') {
    throw new CommandError(
      'usage',
      'NODE_TLS_REJECT_UNAUTHORIZED=0 lets anyone read the keys and answer as the broker',
      'unset NODE_TLS_REJECT_UNAUTHORIZED',
    );
  }
  if (environment === 'emulator') {
    assertLoopback(url);
    return;
  }
  if (environment === 'live') assertConsent(guard.live);
  if (url !== ALPACA_TRADING_ORIGINS[environment]) {
    refuse(url, environment, `use exactly ${ALPACA_TRADING_ORIGINS[environment]}`);
  }
}

function assertLoopback(url: string): void {
  const parsed = URL.canParse(url) ? new URL(url) : null;
  const isOrigin = parsed?.protocol === 'http:' && url === parsed.origin;
  if (!isOrigin || !LOOPBACK.has(parsed.hostname)) {
    refuse(url, 'emulator', 'use a loopback origin such as http://127.0.0.1:8787');
  }
}

function assertConsent(consent: LiveConsent | undefined): void {
  const missing = [
    ...(consent?.configured === true ? [] : ['the configuration']),
    ...(consent?.flag === true ? [] : ['the command line']),
    ...((consent?.pinnedAccount ?? '') === '' ? ['the pinned account number'] : []),
  ];
  if (missing.length === 0) return;
  throw new CommandError(
    'usage',
    `live trading is not allowed by ${missing.join(', ')}`,
    'allow it in all three places, or trade with `--broker paper`',
  );
}

/** Names the host only: the rest of a wrong address may hold a password. */
function refuse(url: string, environment: BrokerEnvironment, remedy: string): never {
  const host = URL.canParse(url) ? new URL(url).host : 'something that is no address';
  throw new CommandError(
    'usage',
    `the trading address (${host}) is not that of ${environment}`,
    remedy,
  );
}
