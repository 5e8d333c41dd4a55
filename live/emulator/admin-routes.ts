/** What the one who runs the emulator may ask: `/emulator/…` and the page. No keys; the server is on this machine alone. */
import {
  decodeBehaviourCommand,
  decodeFaultsCommand,
  decodeResetCommand,
  decodeStreamCommand,
  decodeTimeCommand,
  type CommandDecoded,
} from '../../src/contracts/emulator-commands.ts';
import { formatNewYork } from '../../src/rules/new-york-time.ts';
import { workingOrders } from '../../src/paper-broker/paper-state.ts';
import type { Emulator } from './emulator.ts';
import { refuseForeignPage } from './own-page-guard.ts';
import { errorReply, jsonReply, wireTime, type WireObject } from './replies.ts';
import { createRoutes } from './routes.ts';
import { queryOf, type WireCall, type WireReply } from './wire-call.ts';

type Command = (body: unknown) => WireReply;

export function createAdminRoutes(emulator: Emulator): (call: WireCall) => WireReply {
  const routes = createRoutes();
  const commands: Readonly<Record<string, Command>> = {
    time: decodedBy(decodeTimeCommand, (step) => {
      const passed = emulator.passTime(step);
      return passed.kind === 'refused' ? errorReply(422, null, passed.message) : done(emulator);
    }),
    stream: decodedBy(decodeStreamCommand, (settings) => {
      emulator.updates.change(settings);
      return done(emulator, { stream: emulator.updates.settings() });
    }),
    reset: decodedBy(decodeResetCommand, ({ cash }) => {
      emulator.reset(cash);
      return resetReply(emulator);
    }),
    behaviour: decodedBy(decodeBehaviourCommand, (behaviour) => {
      emulator.engine.configure({ behaviour });
      return done(emulator);
    }),
    faults: decodedBy(decodeFaultsCommand, (schedule) => {
      emulator.setFaults(schedule);
      return done(emulator);
    }),
    'cancel-orders': () => cancelOrders(emulator),
  };
  for (const [name, command] of Object.entries(commands)) {
    routes.add('POST', `/emulator/${name}`, (call) => command(bodyOf(call)));
  }
  routes.add('GET', '/emulator/time', () => done(emulator));
  routes.add('GET', '/emulator/log', (call) => logReply(emulator, queryOf(call)['after']));
  routes.add('GET', '/emulator/state', () => stateReply(emulator));
  return (call) => {
    const refusal = refuseForeignPage(call);
    if (refusal !== undefined) return refusal;
    emulator.keepUp();
    const found = routes.find(call);
    if (found.kind === 'handler') return found.handler(call, found.params);
    return errorReply(404, null, 'the emulator has no such address');
  };
}

/** What every command answers: a sentence for people, the time, and what the command has to say besides. */
function done(emulator: Emulator, more: WireObject = {}, summary?: string): WireReply {
  const now = emulator.engine.now();
  const time = formatNewYork(now);
  return jsonReply({ summary: summary ?? `It is ${time}.`, now: wireTime(now), ...more });
}

function resetReply(emulator: Emulator): WireReply {
  const { state, keys } = emulator.engine;
  const shown = { key_id: keys?.keyId ?? null, secret_key: keys?.secretKey ?? null };
  const summary = `Account ${state.accountNumber} begins. Its keys: ${shown.key_id ?? 'any'} and ${shown.secret_key ?? 'any'}.`;
  return done(emulator, { account_number: state.accountNumber, ...shown }, summary);
}

function cancelOrders(emulator: Emulator): WireReply {
  const { engine } = emulator;
  const open = workingOrders(engine.state).filter(({ status }) => status !== 'held');
  const refused = open.filter(({ id }) => engine.cancel(id).kind === 'refused');
  const canceled = open.length - refused.length;
  return done(emulator, { canceled }, `Asked to cancel ${canceled} of ${open.length} orders.`);
}

function stateReply({ engine, updates }: Emulator): WireReply {
  const document = { stream: updates.settings(), account: engine.state };
  const headers = { 'content-type': 'application/json; charset=UTF-8' };
  return { status: 200, body: JSON.stringify(document), headers };
}

function logReply({ log }: Emulator, after: string | undefined): WireReply {
  if (!/^\d{0,15}$/.test(after ?? '')) return errorReply(422, null, 'after is no number');
  const headers = { 'content-type': 'application/x-ndjson; charset=UTF-8' };
  return { status: 200, body: log.lines(Number(after ?? 0)), headers };
}

function decodedBy<T>(
  decode: (value: unknown) => CommandDecoded<T>,
  command: (value: T) => WireReply,
): Command {
  return (body) => {
    const decoded = decode(body);
    return decoded.ok ? command(decoded.value) : errorReply(422, null, decoded.message);
  };
}

/** Undefined when it is no JSON, which no command takes. */
function bodyOf({ body }: WireCall): unknown {
  try {
    return JSON.parse(body === '' ? '{}' : body);
  } catch {
    return undefined;
  }
}
