/**
 * Titles: the line of a card that says which stock it is about. A ticker inside a sentence is no title, and a word
 * in capitals is a ticker only where a ticker is expected.
 */
import { parseTicker, type Ticker } from '../domain/ticker.ts';

/** Where the text stands: in an element or column called ticker, in a heading, or anywhere. */
export type TitlePlace = 'ticker' | 'heading' | 'text';

export type Title = {
  /** More than one for `UA/UAA`. */
  readonly tickers: readonly Ticker[];
  /** `direct`: written as only tickers are, or standing where tickers stand; `weak`: a bare word in capitals. */
  readonly strength: 'direct' | 'weak';
  readonly company: string | null;
  /** What follows the ticker on its line: a price, a change, or nothing. */
  readonly rest: string;
};

const MAX_TITLE_LENGTH = 120;
const SYMBOL = String.raw`[A-Z]{1,5}(?:[.-][A-Z]{1,2})?`;
const SYMBOLS = String.raw`\$?${SYMBOL}(?:\s?/\s?\$?${SYMBOL})*(?![A-Za-z0-9]|[.-][A-Za-z0-9])`;
const EXCHANGE = String.raw`(?:NYSE(?:\s?(?:American|Arca|MKT))?|NASDAQ(?:GS|GM|CM)?|Nasdaq|AMEX|ARCA|BATS|CBOE|OTC(?:QX|QB)?)`;

const EXCHANGE_ONLY = new RegExp(`^${EXCHANGE}$`);
const RANK = /^(?:#\s?)?\d{1,3}[.):]?\s+(?=[A-Za-z$])/;
const BEFORE = /^[^A-Za-z0-9$(]+/;
const AT_START = new RegExp(
  String.raw`^(?:\(?(?<exchange>${EXCHANGE})\s?:\s?)?(?<symbols>${SYMBOLS})\)?(?<rest>.*)$`,
  'u',
);
const IN_BRACKETS = new RegExp(
  String.raw`^(?<company>[A-Za-z0-9][^()]{0,80}?)\s*\((?:(?<exchange>${EXCHANGE})\s?:\s?)?(?<symbols>${SYMBOLS})\)(?<rest>.*)$`,
  'u',
);
const AFTER_NAME = new RegExp(
  String.raw`^(?<company>[A-Z0-9][^():]{0,80}?)[\s,–—|-]+(?<exchange>${EXCHANGE})\s?:\s?(?<symbols>${SYMBOLS})(?<rest>.*)$`,
  'u',
);

/** Never a stock unless written as `$USD` or `NYSE: USD`, wherever it stands. */
const NEVER = words(
  'NYSE NASDAQ AMEX ARCA OTC USD EUR US USA NA N TBD TBA CEO CFO EPS ETF ETFS IPO GAAP Q',
);
/** Not in a heading either: the vocabulary of such reports. */
const NOT_IN_HEADING = words(
  'COO YOY QOQ TTM FY ET EST EDT PST AM PM EBIT FCF ROE ROI ROIC RSI MACD ATR SMA EMA VWAP ATH PE PT SEC FDA AI YES ' +
    'NO BUY SELL HOLD NEW HOT TOP HIGH MID GAP PRICE SCORE GRADE TOTAL RANK NAME STOCK NOTE RISK VS PTS BEAT MISS ' +
    'UP DOWN BULL BEAR LONG SHORT AVG VOL',
);
/** Stocks, but in running text far more often a time of day, a level or a ratio. */
const NOT_IN_TEXT = words('AMC BMO LOW PEG API');

/** A line is a title by its start; undefined for prose, labels and numbers. */
export function readTitle(text: string, place: TitlePlace): Title | undefined {
  if (text.length > MAX_TITLE_LENGTH || !/[A-Z]/.test(text)) return undefined;
  const line = text.replace(RANK, '').replace(BEFORE, '');
  for (const pattern of [AT_START, AFTER_NAME, IN_BRACKETS]) {
    const groups = pattern.exec(line)?.groups;
    const title = groups && titleOf(groups, place);
    if (title !== undefined) return title;
  }
  return undefined;
}

function titleOf(
  groups: Readonly<Record<string, string | undefined>>,
  place: TitlePlace,
): Title | undefined {
  const { exchange, symbols = '' } = groups;
  const tickers = parseSymbols(symbols);
  const follows = readRest(groups['rest'] ?? '');
  if (tickers === undefined || follows === undefined) return undefined;
  const named = groups['company']?.trim();
  if (named !== undefined && place === 'text' && !isName(named)) return undefined;
  const company = named ?? follows.company;
  const marked = exchange !== undefined || symbols.startsWith('$');
  if (!marked && tickers.some((ticker) => isWord(ticker, place))) return undefined;
  const priced = /^[$+\-−]?\s?\$?\d/.test(follows.price);
  // One letter is a grade as often as a stock: `A - Excellent` explains a grade, `C - $52.10` is Citigroup.
  if (!marked && place !== 'ticker' && !priced && /^[A-D]$/.test(symbols)) return undefined;
  const direct = marked || place !== 'text' || (priced && follows.price.startsWith('$'));
  return { tickers, strength: direct ? 'direct' : 'weak', company, rest: follows.price };
}

function isWord(ticker: Ticker, place: TitlePlace): boolean {
  if (NEVER.has(ticker)) return true;
  if (place === 'ticker') return false;
  return NOT_IN_HEADING.has(ticker) || (place === 'text' && NOT_IN_TEXT.has(ticker));
}

function words(list: string): ReadonlySet<string> {
  return new Set(list.split(' '));
}

function parseSymbols(symbols: string): Ticker[] | undefined {
  const tickers = symbols.split('/').map((symbol) => parseTicker(symbol.replace(/[\s$]/g, '')));
  return tickers.every((ticker) => ticker !== undefined) ? tickers : undefined;
}

/** What may follow a ticker: nothing, a price or change, or a name set apart; a sentence may not. */
function readRest(rest: string): { company: string | null; price: string } | undefined {
  const text = rest.trim();
  if (text === '' || /^[()]$/.test(text)) return { company: null, price: '' };
  const price = /^(?:[-–—|:·,@]\s+)?(\(?[$+\-−]?\s?\$?\d.*)$/u.exec(text)?.[1];
  if (price !== undefined) return { company: null, price: unwrapped(price) };
  const name = /^(?:[-–—|:·,]\s*|\()?([A-Z0-9][^()]{0,80}?)\)?$/u.exec(text)?.[1];
  const priceAfterName = /^(?<name>.+?)\s+[-–—|·]\s+(?<price>[$+\-−]\s?\$?\d.*)$/u.exec(name ?? '');
  if (priceAfterName?.groups !== undefined)
    return {
      company: priceAfterName.groups['name'] ?? null,
      price: priceAfterName.groups['price'] ?? '',
    };
  if (name === undefined || isSentence(name)) return undefined;
  return { company: EXCHANGE_ONLY.test(name) ? null : name, price: '' };
}

function unwrapped(price: string): string {
  return /^\([^()]*\)$/.test(price) ? price.slice(1, -1) : price;
}

function isSentence(text: string): boolean {
  return /[.!?]$/.test(text.replace(/\b(?:Inc|Corp|Co|Ltd|plc|N\.V|S\.A)\.$/i, ''));
}

/** In running text a company is a row of words with capitals, `of` and `&` aside. */
function isName(text: string): boolean {
  return (
    !isSentence(text) && text.split(' ').every((word) => word.length <= 3 || /[A-Z\d]/.test(word))
  );
}
