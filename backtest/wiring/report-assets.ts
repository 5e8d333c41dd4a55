/** The program and the style of the HTML report, as the build leaves them. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { CommandError } from '../../src/domain/outcome.ts';
import type { ReportAssets } from '../../src/views/backtest-report/page.ts';

export function readReportAssets(): ReportAssets {
  const script = readBuilt('report-client.js');
  return {
    script,
    style: readBuilt('report-style.css'),
    scriptSha256: createHash('sha256').update(script).digest('base64'),
  };
}

/** Beside the built command; in the project's dist folder when the sources run directly. */
function readBuilt(name: string): string {
  const places = [`./${name}`, `../../dist/${name}`].map((place) =>
    fileURLToPath(new URL(place, import.meta.url)),
  );
  const path = places.find((place) => existsSync(place));
  if (path !== undefined) return readFileSync(path, 'utf8');
  throw new CommandError(
    'usage',
    `the HTML report needs ${name}, which is not built`,
    'run `npm run build`, or leave the report out with --no-html-report',
  );
}
