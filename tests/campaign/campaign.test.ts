/** A slice of the campaign, so that it cannot rot; the whole is `node scripts/campaign.mjs`. */
import { describe, expect, it } from 'vitest';

import { keptScenario, shrink } from './carry-out.ts';
import { readPlan, writePlan } from './effects.ts';
import { problemsOfQuiet } from './quiet-days.ts';
import { QUIET_DAYS } from './quiet-days-known.ts';
import { SCENARIOS } from './scenarios/all.ts';
import { tell } from './story.ts';
import { swarmTroubles } from './swarm.ts';
import { unitsOf } from './units.ts';

async function effectAbout(scenario: string, text: string): Promise<number> {
  const { quiet } = await keptScenario(scenario);
  const found = quiet.effects.find(({ kind, what }) => `${kind} ${what}`.includes(text));
  if (found === undefined) throw new Error(`${scenario} has no effect about ${text}`);
  return found.number;
}

async function violationsOf(scenario: string, plan: string): Promise<readonly string[]> {
  const { prepared } = await keptScenario(scenario);
  return (await tell(prepared, readPlan(plan))).violations;
}

describe('a story of the campaign', () => {
  it('says the same twice, with the same troubles [I16, I17]', async () => {
    const { prepared } = await keptScenario('rotation');
    const plan = readPlan('reply_lost@40 crash@60 kill@80');
    const [once, again] = [await tell(prepared, plan), await tell(prepared, plan)];
    expect(once.hash).toBe(again.hash);
    expect(once.violations).toEqual([]);
    const other = await tell(prepared, readPlan('reply_lost@50 crash@60 kill@80'));
    expect(other.hash).not.toBe(once.hash);
  });

  it('converges after a crash at every seventh effect [F36]', async () => {
    const { prepared, quiet } = await keptScenario('rotation');
    for (let at = 3; at <= quiet.effects.length; at += 7) {
      const { violations } = await tell(prepared, [{ at, what: 'crash' }]);
      expect(violations, `crash@${at}`).toEqual([]);
    }
  });

  it('writes a plan as it reads it', () => {
    const plan = 'crash@12 reply_lost@20+';
    expect(writePlan(readPlan(plan))).toBe(plan);
    expect(() => readPlan('crash at 12')).toThrow('not a trouble: crash');
  });

  it('has thirty stories at least, each with a name of its own', () => {
    expect(SCENARIOS.length).toBeGreaterThanOrEqual(30);
    expect(new Set(SCENARIOS.map(({ name }) => name)).size).toBe(SCENARIOS.length);
  });

  it('makes the same troubles and the same pieces of work of the same seed', () => {
    expect(swarmTroubles(7)).toEqual(swarmTroubles(7));
    expect(swarmTroubles(7)).not.toEqual(swarmTroubles(8));
    expect(unitsOf('push', 1)).toEqual(unitsOf('push', 1));
  });

  it('makes what fails small: what has no part in it is left out', async () => {
    const { prepared } = await keptScenario('rotation');
    // The reads of a whole run are refused: it comes to rest a run later than a quiet one, never wrong. So the harm is
    // planted: a story that must end with 0 and whose kill switch somebody turns on.
    const planted = { ...prepared, undisturbed: { HELD: 100, NEWS: 200, GHOST: 1 } };
    const plan = readPlan('slow@30 crash@50 reply_lost@60');
    const verdict = await tell(planted, plan);
    expect(verdict.violations).toEqual(['I20 GHOST: 0 shares, without troubles 1']);
    const small = await shrink({ scenario: 'rotation', plan, verdict }, planted);
    expect(small.plan).toEqual([]);
  });
});

describe('what the campaign has found', () => {
  it('goes on with the plain buy after a crash between refusal and buy [F36]', async () => {
    const { quiet } = await keptScenario('entry and stop are not taken in one order');
    const refused = await effectAbout('entry and stop are not taken in one order', 'v2/orders 422');
    expect(quiet.violations).toEqual([]);
    for (const at of [refused + 1, refused + 2])
      expect(
        await violationsOf('entry and stop are not taken in one order', `crash@${at}`),
      ).toEqual([]);
  });

  it('sends a plain buy that was lost again as it was, though the broker takes groups by then [F1, I1]', async () => {
    const story = 'entry and stop are not taken in one order';
    const at = (await effectAbout(story, 'v2/orders 422')) + 3;
    expect(await violationsOf(story, `request_lost@${at}+`)).toEqual([]);
  });

  it('takes a sell for no refused one when nobody can read the answer [F12]', async () => {
    const story = 'the account is blocked';
    const at = await effectAbout(story, 'send POST /v2/orders');
    for (const what of ['truncated', 'malformed', 'html_page', 'oversized'])
      expect(await violationsOf(story, `${what}@${at}+`), what).toEqual([]);
  });

  it('is shown by reads that lag what has been, and no day on which nobody did a thing [F14]', async () => {
    const below = 'a stop is missing, and the market is below it';
    const halted = 'everything is halted, and a stop is missing';
    for (const story of [below, halted])
      for (const plan of ['stale@5', 'stale@6+'])
        expect(await violationsOf(story, plan), `${story}: ${plan}`).toEqual([]);
  });

  it('waits for the open with what fell below its stop, when all that was left is the evening [F9]', async () => {
    const story = 'a stop is missing, and the market is below it';
    expect(await violationsOf(story, 'pause@15+')).toEqual([]);
  });

  it('leaves the stop of a split alone while no list shows what is held [F16, F30]', async () => {
    expect(await violationsOf('a held stock splits one for four', 'empty_list@6+')).toEqual([]);
  });

  it('protects what is held when the calendar of the broker is empty [F16]', async () => {
    const story = 'the owner cancels a stop';
    const at = await effectAbout(story, 'send GET /v2/calendar');
    expect(await violationsOf(story, `empty_list@${at}`)).toEqual([]);
  });

  it('alarms when a run breaks off before it could look at the stops [F10]', async () => {
    const story = 'the owner cancels a stop';
    const { quiet } = await keptScenario(story);
    const executor = quiet.runs.find(({ command }) => command.name === 'executor');
    const at = executor?.effects[0] ?? 0;
    expect(await violationsOf(story, `unauthorized@${at}`)).toEqual([]);
  });

  it('asks anew before it ends well, and sees a stop that the owner has just canceled [I14]', async () => {
    const sent = await effectAbout('rotation', 'send POST /v2/orders');
    for (let at = sent; at < sent + 48; at += 1)
      expect(await violationsOf('rotation', `hand_cancel@${at}`), `at ${at}`).toEqual([]);
  });

  it('says that nobody knows of a stop, also of a stock whose exit has failed and was told [I3]', async () => {
    const story = 'the exit is received and rejected, and so is its stop';
    const { quiet } = await keptScenario(story);
    const last = quiet.effects.findLast(({ kind }) => kind === 'send')?.number ?? 0;
    for (let at = last - 8; at <= last; at += 1)
      expect(await violationsOf(story, `not_found@${at}`), `at ${at}`).toEqual([]);
  });

  it('believes a kill switch that a run has set and died of before it could alarm [F36, I16]', async () => {
    const { prepared } = await keptScenario('the owner cancels a stop');
    const at = await effectAbout('the owner cancels a stop', 'send POST /v2/orders');
    const plan = `request_lost@${at} request_lost@${at + 8}`;
    const { effects } = await tell(prepared, readPlan(plan));
    const alarm = effects.find(({ what }) => what === 'UNPROTECTED HELD')?.number ?? 0;
    expect(alarm).toBeGreaterThan(at);
    for (const crash of [alarm - 1, alarm])
      expect(await violationsOf('the owner cancels a stop', `${plan} crash@${crash}`)).toEqual([]);
  });

  it('leaves an order as it is when a look shows nothing new [I17]', async () => {
    const { quiet } = await keptScenario('the owner sells all of it');
    expect(quiet.violations).toEqual([]);
  });
});

describe('a quiet day', () => {
  it('is known of every story', () => {
    expect(Object.keys(QUIET_DAYS)).toEqual(SCENARIOS.map(({ name }) => name));
  });

  it('that comes to something else is a violation, by its commands as by its shares [I20]', () => {
    const holdings = { NEWS: 200, HELD: 100 };
    const known = { codes: [0, 0], holdings, killSwitch: 'off' };
    expect(problemsOfQuiet('rotation', known)).toEqual([]);
    expect(problemsOfQuiet('rotation', { ...known, codes: [0, 9] })).toHaveLength(1);
    expect(problemsOfQuiet('rotation', { ...known, killSwitch: 'halt' })).toHaveLength(1);
    expect(problemsOfQuiet('rotation', { ...known, holdings: { HELD: 100 } })).toEqual([
      'I20 without any trouble it comes to 0 0 | HELD 100, and is to come to 0 0 | HELD 100, NEWS 200',
    ]);
  });
});
