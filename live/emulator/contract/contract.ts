/**
 * The contract of Alpaca's interface as far as it can be held against a real account without trading: reads, refusals,
 * one order and one group far below the market, and their end.
 */
import type { ContractClient } from './contract-client.ts';
import { ORDER_STEPS, ordersToCancel } from './order-steps.ts';
import { READ_STEPS } from './read-steps.ts';
import { REFUSAL_STEPS } from './refusal-steps.ts';
import { runSteps, type ContractRun, type Memory, type Step } from './run-steps.ts';

export const CONTRACT_STEPS: readonly Step[] = [...READ_STEPS, ...REFUSAL_STEPS, ...ORDER_STEPS];

/** Whatever comes of it, every order it placed is canceled at the end. */
export async function runContract(client: ContractClient, memory: Memory): Promise<ContractRun> {
  try {
    return await runSteps(CONTRACT_STEPS, client, memory);
  } finally {
    for (const id of ordersToCancel(memory)) {
      await client.call({ method: 'DELETE', path: `/v2/orders/${id}` });
    }
  }
}
