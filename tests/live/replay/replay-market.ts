/**
 * Two weeks in which everything happens once. Prices are steady but for the bars told here, so that every number below
 * can be worked out by hand: entries at the opens of Thursday 22nd, stops at 90 % of them.
 */
export const MARKET = `
config  trailing_transition_weeks 0
config  max_positions 6
steady  FALL 100
bar     FALL 2015-10-23  99 99 94 95      # closes the week below its trend
bar     FALL 2015-10-26  94 96 93 95      # and is sold at this open
steady  STOP 100
bar     STOP 2015-10-27  95 96 89 92      # touches 90
steady  GAPS 100
bar     GAPS 2015-10-28  85 88 84 87      # opens below 90
steady  WEAK 100
bar     WEAK 2015-10-26  97 97 95 96      # the weakest when BEST comes
bar     WEAK 2015-10-27  96 97 95 96
steady  LATE 100
bar     LATE 2015-10-30  99 99 94 95      # closes the week below its trend
bar     LATE 2015-11-02  none             # cannot be sold
bar     LATE 2015-11-03  93 95 92 94      # and is sold here
steady  SPLT 100
split   SPLT 2015-10-29  2
bar     SPLT 2015-10-29  50 50 50 50
bar     SPLT 2015-10-30  50 50 50 50
bar     SPLT 2015-11-02  50 50 50 50
bar     SPLT 2015-11-03  50 50 50 50
bar     SPLT 2015-11-04  50 50 50 50
bar     SPLT 2015-11-05  50 50 50 50
bar     SPLT 2015-11-06  50 50 50 50
steady  NEXT 10
steady  BEST 20
steady  LESS 40
steady  MISS 30
bar     MISS 2015-10-28  none             # cannot be bought
report  2015-10-22  FALL@100 STOP@100 GAPS@100 WEAK@100/75 LATE@100 SPLT@100
report  2015-10-26  NEXT@10/70
report  2015-10-27  BEST@20/90 GAPS@100/88 LESS@40/60 RICH@20000/50
report  2015-10-28  MISS@30/80
`;

export const FROM = '2015-10-22';
export const TO = '2015-11-06';

/** Worked out by hand from the bars above: ticker, entry, exit and why. */
export const EXECUTED = [
  'BEST 500 2015-10-27 @ 20.00, open',
  'FALL 100 2015-10-22 @ 100.00, 2015-10-26 @ 94.00 trend_break',
  'GAPS 100 2015-10-22 @ 100.00, 2015-10-28 @ 85.00 stop_loss',
  'LATE 100 2015-10-22 @ 100.00, 2015-11-03 @ 93.00 trend_break',
  'NEXT 1000 2015-10-26 @ 10.00, open',
  'SPLT 200 2015-10-22 @ 50.00, open',
  'STOP 100 2015-10-22 @ 100.00, 2015-10-27 @ 90.00 stop_loss',
  'WEAK 100 2015-10-22 @ 100.00, 2015-10-27 @ 96.00 rotated_out',
];
