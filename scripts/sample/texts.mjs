// The two files of the sample market that people read first.
import { FIRST, LAST } from './stories.mjs';

export const CONFIG = `# The rules of the sample market: the defaults, with a book small enough to be full.
trading:
  position_size: 10000
  stop_loss: 10
  max_positions: 5
emulator:
  cash: 250000
`;

export const README = `# The sample market

Ten invented stocks, seven weeks of earnings reports, and one session worth watching: **Monday 2026-03-16**. Every
company, ticker, price and score here is made up; nothing describes a real stock.

| file                                    | what it is                                                                  |
| --------------------------------------- | --------------------------------------------------------------------------- |
| \`prices/{TICKER}.csv\`                   | raw daily bars as traded, ${FIRST} to ${LAST}, NYSE sessions only      |
| \`prices/corporate_actions.csv\`          | the one split: VLQT, 2 for 1, on 2026-02-23                                 |
| \`earnings_trade_analysis_{DATE}.html\`   | the earnings report of a morning; no two have the same layout               |
| \`earnings_trade_candidates_{DATE}.json\` | the same report for machines, where its maker wrote one                     |
| \`openbell.yaml\`                         | the rules of this market: positions of 10,000 dollars, at most five of them |

\`node scripts/make-sample.mjs\` writes all of these files again, byte for byte.

## The seven weeks before

| session    | the report                                | what it brings                                       |
| ---------- | ----------------------------------------- | ---------------------------------------------------- |
| 2026-01-27 | cards with metrics                        | VLQT and NDLQ enter                                  |
| 2026-02-03 | articles, JSON twin                       | MRDW enters                                          |
| 2026-02-05 | one table                                 | KOPW enters                                          |
| 2026-02-11 | none                                      | NDLQ falls through its stop during the session       |
| 2026-02-18 | says that it has no candidates, JSON twin | nothing                                              |
| 2026-02-23 | none                                      | VLQT splits 2 for 1: twice the shares, half the stop |
| 2026-02-24 | boxes, scores on a five-point scale       | BZHL enters; VLQT is held already                    |
| 2026-03-04 | sections by grade, and a watchlist        | TKLO takes the fifth place; PLMV finds the book full |

## Monday 2026-03-16

The report shows three candidates as cards with grade badges, and it has a JSON twin.

- **MRDW leaves by trend break.** On Friday it closed its week below its ten-week average. The shadow book, which asks
  for the low of the last four weeks instead, keeps it.
- **QVRN enters** in the place that MRDW leaves.
- **TKLO is rotated out and ASTW enters**: the book is full, TKLO loses most, and ASTW has the better score, 86 against 62.
- **FJRD is refused**: its price is 48.20 in the HTML and 84.20 in the JSON.
- **BZHL falls through its stop** in the course of the session.
- VLQT and KOPW stay.
`;
