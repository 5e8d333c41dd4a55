// The stocks of the sample market, what becomes of them, and the reports that tell of it.
import { articles, badges, cards, fivePoints, gradeSections, nothing, table } from './layouts.mjs';

/** 420 calendar days before the first session of the run-up, so that the weekly averages are warm. */
export const FIRST = '2024-12-02';
export const LAST = '2026-03-20';

/**
 * `closes` are the turning points of a stock, as traded on their day; the sessions between them wander. `opens` and
 * `lows` are set where the story needs one. `volatility` is the typical move of one session.
 */
export const STOCKS = [
  {
    ticker: 'VLQT',
    company: 'Velquist Optics',
    exchange: 'NASDAQ',
    volatility: 0.01,
    // The winner; a holder lives through a 2:1 split.
    split: { exDate: '2026-02-23', ratio: 2 },
    closes: {
      [FIRST]: 61,
      '2026-01-26': 78.4,
      '2026-01-27': 86.3,
      '2026-02-20': 96.1,
      '2026-02-23': 48.45,
      '2026-03-13': 52.9,
      [LAST]: 54.1,
    },
  },
  {
    ticker: 'NDLQ',
    company: 'Needlequay Apparel',
    exchange: 'NYSE',
    volatility: 0.009,
    // Stopped out on 2026-02-11: the run-up has a loss, too.
    opens: { '2026-02-11': 26.45 },
    lows: { '2026-02-11': 24.98 },
    closes: {
      [FIRST]: 24,
      '2026-01-26': 27.1,
      '2026-01-27': 28.4,
      '2026-02-10': 26.9,
      '2026-02-11': 25.3,
      [LAST]: 22.4,
    },
  },
  {
    ticker: 'MRDW',
    company: 'Meridew Foods',
    exchange: 'NYSE',
    volatility: 0.008,
    // Rises, rolls over, and closes the week of 2026-03-13 below its ten-week average, yet above the low of the four
    // weeks before: the primary book sells, the shadow book keeps.
    closes: {
      [FIRST]: 32,
      '2026-02-02': 41.2,
      '2026-02-03': 44.9,
      '2026-02-10': 44.3,
      '2026-02-20': 49.3,
      '2026-03-06': 47.9,
      '2026-03-13': 44.7,
      [LAST]: 43.6,
    },
  },
  {
    ticker: 'KOPW',
    company: 'Kopperwell Energy',
    exchange: 'NYSE',
    volatility: 0.008,
    closes: {
      [FIRST]: 92,
      '2026-02-04': 104.3,
      '2026-02-05': 110.4,
      '2026-03-13': 118.2,
      [LAST]: 119.5,
    },
  },
  {
    ticker: 'BZHL',
    company: 'Brazenhall Stores',
    exchange: 'NYSE',
    volatility: 0.007,
    // Falls through its stop in the course of 2026-03-16.
    opens: { '2026-03-16': 80.1 },
    lows: { '2026-03-16': 72.64 },
    closes: {
      [FIRST]: 66,
      '2026-02-23': 74.9,
      '2026-02-24': 81.3,
      '2026-03-13': 80.6,
      '2026-03-16': 73.22,
      [LAST]: 74.8,
    },
  },
  {
    ticker: 'TKLO',
    company: 'Tikalo Logistics',
    exchange: 'NASDAQ',
    volatility: 0.008,
    // The weakest position of the book on 2026-03-13.
    closes: {
      [FIRST]: 21,
      '2026-03-03': 24.6,
      '2026-03-04': 26.1,
      '2026-03-13': 24.9,
      [LAST]: 24.2,
    },
  },
  {
    ticker: 'PLMV',
    company: 'Plumvale Software',
    exchange: 'NASDAQ',
    volatility: 0.012,
    closes: { [FIRST]: 14, '2026-03-03': 17.2, '2026-03-04': 18.1, [LAST]: 17.6 },
  },
  {
    ticker: 'QVRN',
    company: 'Quivern Semiconductors',
    exchange: 'NASDAQ',
    volatility: 0.012,
    closes: { [FIRST]: 130, '2026-03-13': 152.4, '2026-03-16': 171.2, [LAST]: 176.4 },
  },
  {
    ticker: 'ASTW',
    company: 'Astowell Health',
    exchange: 'NYSE',
    volatility: 0.009,
    closes: { [FIRST]: 58, '2026-03-13': 63.1, '2026-03-16': 69.2, [LAST]: 70.5 },
  },
  {
    ticker: 'FJRD',
    company: 'Fjordane Marine',
    exchange: 'NYSE',
    volatility: 0.009,
    closes: { [FIRST]: 40, '2026-03-13': 44.9, '2026-03-16': 47.9, [LAST]: 48.3 },
  },
];

/**
 * One report a line of the calendar. `twin` also writes the JSON form; `twinPrice` is what the twin says instead of
 * `price`: two forms that contradict each other are a reason to refuse.
 */
export const REPORTS = [
  {
    date: '2026-01-27',
    layout: cards,
    candidates: [
      { ticker: 'VLQT', score: 88, price: 85.1 },
      { ticker: 'NDLQ', score: 66, price: 28.75 },
    ],
  },
  {
    date: '2026-02-03',
    layout: articles,
    twin: true,
    candidates: [{ ticker: 'MRDW', score: 81, price: 44.5 }],
  },
  {
    date: '2026-02-05',
    layout: table,
    candidates: [{ ticker: 'KOPW', score: 76.5, price: 109.6 }],
  },
  { date: '2026-02-18', layout: nothing, twin: true, candidates: [] },
  {
    date: '2026-02-24',
    layout: fivePoints,
    candidates: [
      { ticker: 'BZHL', score: 74, price: 82 },
      { ticker: 'VLQT', score: 71, price: 48.9 },
    ],
  },
  {
    date: '2026-03-04',
    layout: gradeSections,
    candidates: [
      { ticker: 'TKLO', score: 62, price: 26.3 },
      { ticker: 'PLMV', score: 58, price: 18.05 },
    ],
  },
  {
    date: '2026-03-16',
    layout: badges,
    twin: true,
    candidates: [
      { ticker: 'QVRN', score: 91, price: 168.9 },
      { ticker: 'ASTW', score: 86, price: 68.4 },
      { ticker: 'FJRD', score: 79, price: 48.2, twinPrice: 84.2 },
    ],
  },
];
