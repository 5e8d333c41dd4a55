import { dirname, join } from 'node:path';

import { finding } from '../../src/domain/finding.ts';
import { exitCodeOf } from '../../src/domain/outcome.ts';
import type { Config } from '../../src/contracts/config.ts';
import { canonical } from '../../src/contracts/canonical-json.ts';
import type { BundleInput, BundleResult, RunBundle } from '../../src/contracts/run-bundle.ts';
import { newYorkDate } from '../../src/rules/new-york-time.ts';
import { explainError, type CommandResult } from '../../src/terminal/command-shell.ts';
import { VERSION } from '../../src/terminal/version.ts';
import { writeBundle } from '../../src/adapters/bundle/bundle-file.ts';
import { knownSecrets } from '../../src/adapters/environment/credentials.ts';
import { sha256 } from '../bookkeeping/sha256.ts';
import { DEFAULT_CONFIG, DEFAULT_MANIFEST, readInput } from '../wiring.ts';
import type { Hands, RunRequest } from './hands.ts';
import { recordingHands, type RecordingHands } from './recording-hands.ts';

/** How a run ended: with a result, or by what it threw. */
export type Ended =
  | { readonly kind: 'result'; readonly result: CommandResult }
  | { readonly kind: 'thrown'; readonly error: unknown };

export function bundleFolder(stateDb: string): string {
  return join(dirname(stateDb), 'bundles');
}

/**
 * Runs a command and leaves a bundle of it beside the state database, however it ended. The bundle is written when
 * everything else is done: it costs the run no time before an order and cannot make it fail.
 */
export async function leaveBundle(
  request: RunRequest,
  work: (hands: Hands) => Promise<CommandResult>,
  inner: Hands,
): Promise<CommandResult> {
  const recording = recordingHands(inner);
  const ended = await endOf(() => work(recording.hands));
  const problem = writeOrSay(request, recording, ended);
  if (problem !== null) request.warn(`warning ${problem}`);
  if (ended.kind === 'thrown') throw ended.error;
  return problem === null ? ended.result : withFinding(ended.result, problem);
}

export async function endOf(work: () => Promise<CommandResult>): Promise<Ended> {
  try {
    return { kind: 'result', result: await work() };
  } catch (error) {
    return { kind: 'thrown', error };
  }
}

function writeOrSay(request: RunRequest, recording: RecordingHands, ended: Ended): string | null {
  try {
    const { configuration, isOpened } = recording.held();
    const keep = configuration?.config.bundles.keep ?? 0;
    if (!isOpened || keep === 0) return null;
    const bundle = bundleOf(request, recording, ended);
    if (typeof bundle === 'string') return `this run leaves no bundle: ${bundle}`;
    const secrets = secretTexts(configuration?.config);
    const folder = bundleFolder(request.options.stateDb);
    writeBundle({ folder, name: nameOf(bundle), bundle, secrets, keep });
    return null;
  } catch (error) {
    return `this run leaves no bundle: ${error instanceof Error ? error.message : 'unknown reason'}`;
  }
}

function secretTexts(config: Config | undefined): string[] {
  const keys = knownSecrets(process.env).map((secret) => secret.reveal());
  const webhook = config?.alert_webhook ?? null;
  return webhook === null ? keys : [...keys, webhook];
}

/** Of a run that broke off before it was counted: the session it was for, or the day it was. */
function nameOf({ run_id, trade_date, command }: RunBundle): string {
  return run_id ?? `${trade_date ?? 'unknown-session'}-${command}-not-begun`;
}

/** The bundle, or why there can be none. */
export function bundleOf(
  { command, options }: Pick<RunRequest, 'command' | 'options'>,
  { recorder, held }: RecordingHands,
  ended: Ended,
): RunBundle | string {
  const { configuration, before, changes, broker, brokerFailure, inputs, files } = held();
  const { log, isWhole } = recorder.recording();
  if (!isWhole) return 'it is larger than is kept in memory';
  if (configuration === null || before === null || changes === null)
    return 'the state could not be read';
  const begun = changes.find(({ table, before: old }) => table === 'run_log' && old === null);
  const firstReading = log.find((event) => 'now' in event);
  const { config, configSha256, tested } = configuration;
  return {
    openbell_version: VERSION,
    command,
    run_id: begun?.key ?? null,
    trade_date:
      textOf(begun?.after?.['trade_date']) ??
      (firstReading === undefined ? null : newYorkDate(firstReading.now)),
    options: keptOptions(options),
    configuration: {
      config: { ...config, alert_webhook: hostOf(config.alert_webhook) },
      config_sha256: configSha256,
      tested,
    },
    inputs: [...inputs, ...fileHashes(options)],
    broker:
      broker === null
        ? null
        : {
            trading_origin: broker.tradingOrigin,
            data_origin: broker.dataOrigin,
            feed: broker.feed,
            has_prices: broker.hasPrices,
          },
    broker_failure: brokerFailure,
    state: before,
    log: [...log],
    result: { ...resultOf(ended), files: [...files], state_changes: [...changes] },
  };
}

/** An address that is no plain origin was refused, and may hold a password. */
function keptOptions(options: RunRequest['options']): Record<string, unknown> {
  const { emulatorUrl, ...kept } = options;
  const isOrigin = emulatorUrl !== undefined && URL.canParse(emulatorUrl);
  if (!isOrigin || new URL(emulatorUrl).origin !== emulatorUrl) return kept;
  return { ...kept, emulatorUrl };
}

function resultOf(ended: Ended): Omit<BundleResult, 'files' | 'state_changes'> {
  if (ended.kind === 'thrown') {
    const { outcome, message, remedy } = explainError(ended.error);
    const error = { message, remedy };
    return { outcome, exit_code: exitCodeOf(outcome), error, said: null, decisions: null };
  }
  const { outcome, json, decisions } = ended.result;
  return {
    outcome,
    exit_code: exitCodeOf(outcome),
    error: null,
    said: canonical(json) as Record<string, unknown>,
    decisions: decisions === undefined ? null : (canonical(decisions) as Record<string, unknown>),
  };
}

/** The configuration and the manifest are kept as what was read from them; which files that was, their hashes say. */
function fileHashes({ config, manifest }: RunRequest['options']): BundleInput[] {
  return [
    { name: 'configuration', path: config ?? DEFAULT_CONFIG },
    { name: 'manifest', path: manifest ?? DEFAULT_MANIFEST },
  ].map(({ name, path }) => ({
    name,
    path,
    sha256: hashOrNull(path),
    text: null,
    base64: null,
    failure: null,
  }));
}

function hashOrNull(path: string): string | null {
  try {
    return sha256(readInput(path, 'file'));
  } catch {
    return null;
  }
}

function hostOf(webhook: string | null): string | null {
  return webhook === null ? null : `https://${new URL(webhook).host}/redacted`;
}

function textOf(cell: unknown): string | null {
  return typeof cell === 'string' ? cell : null;
}

function withFinding(result: CommandResult, problem: string): CommandResult {
  const said = result.json['findings'];
  const remedy = 'check the folder of the bundles; the run itself is as it says';
  const noted = finding('warning', 'BUNDLE_NOT_WRITTEN', null, problem, remedy);
  const findings = Array.isArray(said) ? [...(said as unknown[]), noted] : [noted];
  return { ...result, json: { ...result.json, findings } };
}
