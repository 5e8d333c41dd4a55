import type { Scenario } from '../scenario.ts';
import { ORDERS } from './orders.ts';
import { swarmScenario } from '../swarm.ts';
import { CORNERS } from './corners.ts';
import { MACHINE } from './machine.ts';
import { WORLD } from './world.ts';

export const SCENARIOS: readonly Scenario[] = [...ORDERS, ...WORLD, ...CORNERS, ...MACHINE];

export function scenarioNamed(name: string): Scenario {
  const [kind, seed, sessions] = name.split(':');
  if (kind === 'swarm')
    return swarmScenario(Number(seed), sessions === undefined ? undefined : Number(sessions));
  const found = SCENARIOS.find((scenario) => scenario.name === name);
  if (found === undefined)
    throw new Error(
      `no scenario "${name}"; there are:\n${SCENARIOS.map((one) => one.name).join('\n')}`,
    );
  return found;
}
