// The table of deliberate defects as a page.
import { format } from 'prettier';

const HEAD = (commit, caught, all) => `# Deliberate defects

Each of these defects is put into the sources on their way into the bundle of the campaign, one at a time, and the
campaign has to notice: its judge must report the violation of an invariant, not merely break. First the same pieces of
the campaign are gone through without any defect, where nothing may be found. A defect that two places guard against is
put into both.

\`npm run campaign -- --mutants --doc docs/mutants.md\` makes this page, here at ${commit}: ${caught} of ${all} caught. A
line of it is repeated by \`npm run campaign -- --mutants --only "NAME"\`.

`;

const cell = (text) => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

function rowOf({ name, breaks, verdict, says, scenario, plan, runs }) {
  const where = verdict === 'caught' ? `${scenario}${plan === '' ? '' : `, \`${plan}\``}` : '';
  const result = verdict === 'caught' ? cell(says) : `${verdict}: ${cell(says)}`;
  return `| ${cell(name)} | ${breaks} | ${result} | ${where} | ${runs ?? ''} |`;
}

export function documentOf(results, commit) {
  const caught = results.filter(({ verdict }) => verdict === 'caught').length;
  const rows = [
    '| defect | breaks | noticed by | in the story, with the troubles | runs |',
    '| --- | --- | --- | --- | --- |',
    ...results.map(rowOf),
  ];
  const survivors = results.filter(({ verdict }) => verdict !== 'caught');
  const why = survivors.map(({ name, says }) => `- ${name}: ${says}`);
  const text = [...rows, '', ...(why.length === 0 ? [] : ['## Not noticed, and why', '', ...why])];
  return format(`${HEAD(commit, caught, results.length)}${text.join('\n')}\n`, {
    parser: 'markdown',
    printWidth: 120,
  });
}
