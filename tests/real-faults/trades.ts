/** The trades of two lives of the same account: where they part, and what of the faults explains it. */
import { rowsOf } from '../campaign/statements.ts';
import type { World } from '../campaign/world.ts';
import type { Lived } from './live-through.ts';

export type Trade = {
  readonly ticker: string;
  readonly entered: string;
  readonly shares: number;
  readonly paid: number;
  readonly left: string | null;
  readonly got: number | null;
  readonly why: string | null;
};

export type Difference = {
  readonly date: string;
  readonly ticker: string;
  readonly what: string;
  /** Null: nobody can say why. */
  readonly because: string | null;
};

export function tradesOf({ database }: World): readonly Trade[] {
  return rowsOf<Trade>(
    database,
    `SELECT ticker, entry_date AS entered, actual_shares AS shares, entry_price AS paid, exit_date AS left,
       exit_price AS got, exit_reason AS why
     FROM positions ORDER BY entry_date, ticker`,
  );
}

type Sides = {
  readonly calm: World;
  readonly rough: World;
  readonly lived: readonly Lived[];
};

type Pair = { readonly calm: Trade | undefined; readonly rough: Trade | undefined };

/** Oldest first, so that what follows from an earlier one can be told. */
export function differencesOf(sides: Sides): readonly Difference[] {
  const pairs = pairsOf(tradesOf(sides.calm), tradesOf(sides.rough));
  return pairs
    .flatMap((pair) => {
      const parting = partingOf(pair);
      return parting === null
        ? []
        : [{ ...parting, because: reasonOf(parting, pair, { ...sides, pairs }) }];
    })
    .sort((one, other) => (one.date < other.date ? -1 : 1));
}

function pairsOf(calm: readonly Trade[], rough: readonly Trade[]): readonly Pair[] {
  const keyOf = ({ ticker, entered }: Trade): string => `${entered} ${ticker}`;
  const [one, other] = [calm, rough].map(
    (trades) => new Map(trades.map((trade) => [keyOf(trade), trade])),
  );
  const keys = new Set([...calm, ...rough].map(keyOf));
  return [...keys].sort().map((key) => ({ calm: one?.get(key), rough: other?.get(key) }));
}

type Parting = Omit<Difference, 'because'> & {
  readonly kind: 'entry' | 'exit';
  /** The later of the two days it happened on. */
  readonly until: string;
};

function partingOf({ calm, rough }: Pair): Parting | null {
  const trade = rough ?? calm;
  if (trade === undefined) return null;
  const { ticker, entered: date } = trade;
  if (calm === undefined || rough === undefined) {
    const what = rough === undefined ? 'was not bought' : 'was bought only here';
    return { date, until: date, ticker, what, kind: 'entry' };
  }
  if (calm.shares !== rough.shares || calm.paid !== rough.paid) {
    const what = `bought ${sizeOf(rough)}, without faults ${sizeOf(calm)}`;
    return { date, until: date, ticker, what, kind: 'entry' };
  }
  if (calm.left === rough.left && calm.got === rough.got && calm.why === rough.why) return null;
  const what = `ended ${endOf(rough)}, without faults ${endOf(calm)}`;
  const ends = [calm.left, rough.left].filter((one) => one !== null).sort();
  return { date: ends[0] ?? date, until: ends.at(-1) ?? date, ticker, what, kind: 'exit' };
}

const sizeOf = ({ shares, paid }: Trade): string => `${shares} at ${paid}`;
const endOf = ({ left, got, why }: Trade): string =>
  left === null ? 'never' : `${left} at ${got} (${why})`;

type Evidence = Sides & { readonly pairs: readonly Pair[] };

function reasonOf(parting: Parting, pair: Pair, evidence: Evidence): string | null {
  return (
    fillsOf(parting, evidence) ??
    saidOf(parting, evidence) ??
    heldOf(parting, pair, evidence) ??
    null
  );
}

type FillRow = {
  readonly id: string;
  readonly wanted: number;
  readonly qty: number;
  readonly price: number;
  readonly at: string;
};

const FILLS = `SELECT o.client_order_id AS id, o.qty AS wanted, f.qty AS qty, f.price AS price, f.filled_at AS at
  FROM fills f JOIN orders o USING (order_id)
  WHERE o.ticker = ? AND (o.intent = 'entry') = ? AND f.filled_at BETWEEN ? AND ? ORDER BY f.filled_at`;

/** An order that filled in parts, or at another time than without faults. */
function fillsOf({ ticker, date, until, kind }: Parting, { calm, rough }: Sides): string | null {
  const [one, other] = [calm, rough].map(({ database }) =>
    rowsOf<FillRow>(database, FILLS, ticker, kind === 'entry' ? 1 : 0, date, `${until}T99`),
  );
  const parts = other ?? [];
  const [usual] = one ?? [];
  const [first] = parts;
  if (first === undefined) return null;
  const filled = parts.reduce((sum, { qty }) => sum + qty, 0);
  const shown = parts.map(({ qty, price, at }) => `${qty} at ${price} (${at})`).join(', ');
  if (parts.length > 1 || filled < first.wanted)
    return `filled in parts: ${shown} of ${first.wanted}`;
  if (usual?.at.slice(0, 10) === first.at.slice(0, 10) && usual.at !== first.at)
    return `filled at ${first.at}, without faults at ${usual.at}`;
  return null;
}

/** What the commands of that session said of that stock. */
function saidOf({ ticker, date }: Parting, { lived }: Evidence): string | null {
  const { said = '' } = lived.find((one) => one.date === date) ?? {};
  const pattern = new RegExp(`\\b${ticker} was not ordered: [^\\n"]*`);
  return pattern.exec(said)?.[0] ?? null;
}

/** Another stock is held, or is not: an earlier difference has made or taken the room. */
function heldOf({ date, until, kind }: Parting, pair: Pair, { pairs }: Evidence): string | null {
  const { calm, rough } = pair;
  const isAboutRoom =
    kind === 'entry'
      ? calm === undefined || rough === undefined
      : [calm?.why, rough?.why].includes('rotated_out');
  if (!isAboutRoom) return null;
  const isOnOneSide = (other: Pair, day: string): boolean =>
    isHeld(other.calm, day) !== isHeld(other.rough, day);
  const names = pairs
    .filter((other) => other !== pair && (isOnOneSide(other, date) || isOnOneSide(other, until)))
    .map((other) => other.rough ?? other.calm)
    .map((trade) => `${trade?.ticker ?? ''} of ${trade?.entered ?? ''}`);
  return names.length === 0 ? null : `other room: only one side holds ${names.join(', ')}`;
}

/** On the morning of that day. */
function isHeld(trade: Trade | undefined, date: string): boolean {
  if (trade === undefined || trade.entered >= date) return false;
  return trade.left === null || trade.left >= date;
}
