import { closeSync, fstatSync, openSync, readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';

import { CommandError } from '../../domain/outcome.ts';
import { Secret } from './secret.ts';

type Variables = Readonly<Record<string, string | undefined>>;

/** One Alpaca account: the pair names it. */
export type Credentials = { readonly keyId: Secret; readonly secretKey: Secret };

export type EnvironmentSecrets = {
  /** Null when no pair is set. */
  readonly alpaca: Credentials | null;
  readonly fmpApiKey: Secret | null;
};

const ALPACA_PAIRS = [
  ['APCA_API_KEY_ID', 'APCA_API_SECRET_KEY'],
  ['ALPACA_API_KEY', 'ALPACA_SECRET_KEY'],
] as const;
const FMP_API_KEY = 'FMP_API_KEY';
const GROUP_AND_OTHERS = 0o077;
const SHORTEST_SECRET = 8;

/**
 * The keys of the environment, else those of the `.env` file in the working directory; parent folders are never
 * searched and `process.env` is never changed. An Alpaca pair is taken from one source only, so that an id of one
 * account never meets the key of another. A file that others may read is refused (usage).
 */
export function readCredentials(environment: Variables, dotEnvPath = '.env'): EnvironmentSecrets {
  const file = readDotEnv(dotEnvPath);
  return {
    alpaca: alpacaPair(environment, 'the environment') ?? alpacaPair(file, dotEnvPath),
    fmpApiKey: secretOf(environment, FMP_API_KEY) ?? secretOf(file, FMP_API_KEY),
  };
}

/**
 * Every key there is, whether it can be used or not: what must not stand in anything that is kept. Texts as short as a
 * word are left out, since they are no secrets and may occur anywhere.
 */
export function knownSecrets(environment: Variables, dotEnvPath = '.env'): readonly Secret[] {
  const names = [...ALPACA_PAIRS.flat(), FMP_API_KEY];
  return [environment, dotEnvOrNothing(dotEnvPath)].flatMap((variables) =>
    names.flatMap((name) => {
      const secret = secretOf(variables, name);
      return secret === null || secret.reveal().length < SHORTEST_SECRET ? [] : [secret];
    }),
  );
}

/** A file that is refused to those who would use its keys still holds them. */
function dotEnvOrNothing(path: string): Variables {
  try {
    return parseEnv(readFileSync(path, 'utf8'));
  } catch {
    return {};
  }
}

function readDotEnv(path: string): Variables {
  try {
    const descriptor = openSync(path, 'r');
    try {
      // The open file is asked, not its name: the name could point elsewhere a moment later.
      assertPrivate(path, fstatSync(descriptor).mode);
      return parseEnv(readFileSync(descriptor, 'utf8'));
    } finally {
      closeSync(descriptor);
    }
  } catch (cause) {
    if (cause instanceof CommandError) throw cause;
    if (isMissing(cause)) return {};
    const remedy = 'make it a file you may read, or remove it';
    throw new CommandError('usage', `${path} cannot be read`, remedy, { cause });
  }
}

function assertPrivate(path: string, mode: number): void {
  if ((mode & GROUP_AND_OTHERS) === 0) return;
  const shown = (mode & 0o777).toString(8);
  throw new CommandError(
    'usage',
    `${path} holds keys and may be used by others (mode ${shown})`,
    `run: chmod 600 ${path}`,
  );
}

function isMissing(cause: unknown): boolean {
  return cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';
}

function alpacaPair(variables: Variables, source: string): Credentials | null {
  for (const [idName, keyName] of ALPACA_PAIRS) {
    const keyId = secretOf(variables, idName);
    const secretKey = secretOf(variables, keyName);
    if (keyId !== null && secretKey !== null) return { keyId, secretKey };
    if (keyId !== null || secretKey !== null) {
      const [present, missing] = keyId === null ? [keyName, idName] : [idName, keyName];
      throw new CommandError(
        'usage',
        `${source} sets ${present} without ${missing}`,
        `set both in ${source}, or neither`,
      );
    }
  }
  return null;
}

/** An empty variable is an unset one. */
function secretOf(variables: Variables, name: string): Secret | null {
  const value = variables[name]?.trim() ?? '';
  return value === '' ? null : new Secret(value);
}
