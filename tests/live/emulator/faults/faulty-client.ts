import { withFaults } from '../../../../live/emulator/faults/with-faults.ts';
import {
  parseFaultSchedule,
  type Fault,
  type WrittenFaultSchedule,
} from '../../../../src/contracts/fault-schedule.ts';
import type { EmulatorApp } from '../../../../live/emulator/app.ts';
import { client, type Client, type Row } from '../emulator-client.ts';

const KEYS = { 'APCA-API-KEY-ID': 'PK1', 'APCA-API-SECRET-KEY': 'secret' };

export type FaultyClient = {
  /** The broker behind the faults, asked directly. */
  readonly broker: Client;
  readonly app: EmulatorApp;
  /** What the client got: a line such as `200` or `connection lost`, and the text of the reply. */
  send(method: string, path: string, body?: Row): Promise<Got>;
};

export type Got = { readonly line: string; readonly headers: Headers; readonly text: string };

type WrittenRule = NonNullable<WrittenFaultSchedule['rules']>[number];

export function faultyClient(
  rules: readonly WrittenRule[],
  seed: string | number = 'rain',
): FaultyClient {
  const result = parseFaultSchedule({ seed, rules });
  if (result.kind === 'refused') throw new Error(JSON.stringify(result.problems));
  const broker = client();
  const { engine } = broker;
  const clock = {
    now: () => engine.now(),
    sleep: (milliseconds: number) => {
      engine.advanceTo(engine.now() + milliseconds);
      return Promise.resolve();
    },
  };
  const app = withFaults(broker.app, result.schedule, { clock, engine });
  return {
    broker,
    app,
    async send(method, path, body) {
      const init = {
        method,
        headers: KEYS,
        ...(body !== undefined && { body: JSON.stringify(body) }),
      };
      try {
        const reply = await app.fetch(new Request(`http://emulator${path}`, init));
        return { line: String(reply.status), headers: reply.headers, text: await reply.text() };
      } catch (error) {
        const line = error instanceof Error ? `${error.name}: ${error.message}` : 'unknown';
        return { line, headers: new Headers(), text: '' };
      }
    },
  };
}

/** A client whose every request meets one fault. */
export function always(fault: { readonly kind: Fault['kind'] } & Row): FaultyClient {
  return faultyClient([{ fault: fault as WrittenRule['fault'] }]);
}
