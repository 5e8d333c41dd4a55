/** A thread of a campaign: takes a piece, gives back its tally. */
import { parentPort, workerData } from 'node:worker_threads';

import { carryOut, type Stop } from './carry-out.ts';
import type { Unit } from './units.ts';

const port = parentPort;
if (port === null) throw new Error('this file is a thread of the campaign');
const stop = workerData as Stop;

port.on('message', (unit: Unit) => {
  void carryOut(unit, stop).then(
    (tally) => {
      port.postMessage({ tally });
    },
    (error: unknown) => {
      port.postMessage({
        error: error instanceof Error ? (error.stack ?? error.message) : String(error),
      });
    },
  );
});
