import type { Instant } from '../../src/domain/account.ts';
import type { ReportInput } from '../../src/domain/report-input.ts';
import type { Broker, BrokerReads } from '../../src/ports/broker.ts';
import type { Notifier } from '../../src/ports/notifier.ts';
import type { Config } from '../../src/contracts/config.ts';
import type { CommandResult } from '../../src/terminal/command-shell.ts';
import {
  listenForInterruption,
  openBroker,
  openBrokerReads,
  openConfiguration,
  openNotifier,
  openState,
  readInput,
  readReportInput,
  systemClock,
  writeAtomically,
  type BrokerOptions,
  type Configuration,
  type Interruption,
  type OpenBroker,
  type OpenState,
} from '../wiring.ts';

export type ConfigurationFiles = { readonly config?: string; readonly manifest?: string };

/** Everything a command of the day reaches the world with. A replay gives it other ones. */
export type Hands = {
  readonly openConfiguration: (files: ConfigurationFiles) => Configuration;
  readonly readInput: (path: string, what: string) => Uint8Array;
  readonly readReportInput: (path: string) => ReportInput;
  readonly openState: (path: string, dryRun: boolean) => Promise<OpenState>;
  readonly openBrokerReads: (options: BrokerOptions) => Promise<OpenBroker<BrokerReads>>;
  readonly openBroker: (options: BrokerOptions) => Promise<OpenBroker<Broker>>;
  readonly openNotifier: (config: Config, write: (line: string) => void) => Promise<Notifier>;
  /** Before there is a broker to say what time it is. */
  readonly now: () => Instant;
  readonly writeFile: (path: string, content: string) => void;
  /** Whether somebody wants this process to end. */
  readonly listenForInterruption: () => Interruption;
};

export const LIVE_HANDS: Hands = {
  openConfiguration,
  readInput,
  readReportInput,
  openState,
  openBrokerReads,
  openBroker,
  openNotifier,
  now: () => systemClock().now(),
  writeFile: writeAtomically,
  listenForInterruption,
};

export type LiveCommand = 'signal-generator' | 'executor';

export type RunRequest = {
  readonly command: LiveCommand;
  readonly options: ConfigurationFiles & {
    readonly stateDb: string;
    readonly dryRun?: boolean;
    readonly emulatorUrl?: string;
  };
  /** Says what went wrong beside the run. */
  readonly warn: (text: string) => void;
};

/** Gives a command its hands, and sees how it ended. */
export type RunWith = (
  request: RunRequest,
  work: (hands: Hands) => Promise<CommandResult>,
) => Promise<CommandResult>;

/** A run with some other hands, which leaves no bundle: a dry run, or one of thousands. */
export function withHands(others: Partial<Hands> = {}): RunWith {
  return (_request, work) => work({ ...LIVE_HANDS, ...others });
}

/** A live run leaves a bundle; a dry run has nothing to leave. */
export const withBundle: RunWith = async (request, work) => {
  if (request.options.dryRun === true) return withHands()(request, work);
  const { leaveBundle } = await import('./leave-bundle.ts');
  return leaveBundle(request, work, LIVE_HANDS);
};
