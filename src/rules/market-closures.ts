/**
 * Days the rules of the calendar cannot know: closures and shortened sessions of the New York Stock Exchange that
 * were decided for one occasion. Add a line when the exchange announces one.
 */
export const UNSCHEDULED_CLOSURES: Readonly<Record<string, string>> = {
  '1994-04-27': 'Funeral of Richard Nixon',
  '2001-09-11': 'Attacks of September 11',
  '2001-09-12': 'Attacks of September 11',
  '2001-09-13': 'Attacks of September 11',
  '2001-09-14': 'Attacks of September 11',
  '2004-06-11': 'Funeral of Ronald Reagan',
  '2007-01-02': 'Funeral of Gerald Ford',
  '2012-10-29': 'Hurricane Sandy',
  '2012-10-30': 'Hurricane Sandy',
  '2018-12-05': 'Funeral of George H. W. Bush',
  '2025-01-09': 'Funeral of Jimmy Carter',
};

/** Sessions that ended at 13:00 without a rule behind them. */
export const UNSCHEDULED_EARLY_CLOSES: Readonly<Record<string, string>> = {
  '1997-12-26': 'Day after Christmas',
  '1999-12-31': 'Turn of the millennium',
  '2003-12-26': 'Day after Christmas',
};
