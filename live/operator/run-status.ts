import { SHADOW } from '../../src/domain/strategy.ts';
import type { StateReads } from '../../src/ports/state-store.ts';
import { renderPositions } from '../../src/views/render-execution.ts';
import { runCommand, type CommandResult, type Streams } from '../../src/terminal/command-shell.ts';
import { openState } from '../wiring.ts';
import type { StatusOptions } from './status-cli.ts';

/** Reads a copy of the state: it can be asked at any time, also while a run is under way. */
export function runStatus(options: StatusOptions, streams: Streams): Promise<number> {
  return runCommand(options, streams, async () => {
    const state = await openState(options.stateDb, true);
    try {
      return statusOf(state.store);
    } finally {
      state.close();
    }
  });
}

function statusOf(store: StateReads): CommandResult {
  const positions = store.openPositions();
  const shadow = store.shadowPositions(SHADOW);
  const orders = store.unsettledOrders();
  const killSwitch = store.killSwitch();
  const shadowAsOf = store.shadowAsOf(SHADOW) ?? 'never';
  const account = `${store.systemConfig('environment') ?? 'no'} account ${store.systemConfig('account_number') ?? 'yet'}`;
  return {
    outcome: 'done',
    text: (paint) =>
      [
        `${paint.bold('openbell')} ${account} · kill switch ${killSwitch.level}`,
        '',
        paint.bold('ema_p10 (executed)'),
        ...renderPositions(positions),
        '',
        paint.bold(`${SHADOW} (shadow, as of ${shadowAsOf})`),
        ...renderPositions(shadow),
        '',
        paint.bold('Orders without a final status'),
        ...(orders.length === 0
          ? ['  none']
          : orders.map(
              (order) =>
                `  ${order.ticker.padEnd(6)} ${order.intent.padEnd(5)} ${order.status} ${order.clientOrderId}`,
            )),
      ].join('\n'),
    json: { command: 'status', kill_switch: killSwitch, positions, shadow, orders },
  };
}
