import { ROTATION } from './scenarios/first.ts';
import { prepare, quietRun, tell } from './story.ts';

const prepared = await prepare(ROTATION);
const quiet = await quietRun(prepared);
console.log(quiet.violations, quiet.effects.length, quiet.holdings, quiet.runs.map((r) => [r.code, r.out.slice(0, 2000)]));
const start = Date.now();
let runs = 0;
for (let at = 1; at <= quiet.effects.length + 1; at += 1) {
  const verdict = await tell(prepared, [{ at, what: 'crash' }]);
  runs += 1;
  if (verdict.violations.length > 0) console.log(at, quiet.effects[at - 1], verdict.violations);
}
console.log(runs, 'runs', (runs * 1000) / (Date.now() - start), 'a second');
