/**
 * The state database. Migrations are numbered by `user_version`; each runs once, in one transaction, after a backup.
 * The columns of positions, orders, run_log, shadow_positions, shadow_signals and system_config keep their names, so
 * that existing queries work. Prices are REAL dollars and are converted to exact money at this border.
 */
import { RUN_LOG_CHAIN } from './run-log-chain.ts';

const POSITION_FACTS = `
  ticker TEXT NOT NULL,
  entry_date TEXT NOT NULL,
  entry_price REAL NOT NULL CHECK (entry_price > 0),
  target_shares INTEGER NOT NULL CHECK (target_shares > 0),
  actual_shares INTEGER NOT NULL CHECK (actual_shares >= 0),
  invested REAL NOT NULL,
  stop_price REAL NOT NULL CHECK (stop_price > 0),
  score REAL,
  grade TEXT,
  grade_source TEXT,
  report_date TEXT,
  company_name TEXT,
  gap_size REAL,
  status TEXT NOT NULL CHECK (status IN ('open', 'closed')),
  exit_date TEXT,
  exit_price REAL,
  exit_reason TEXT,
  pnl REAL,
  return_pct REAL,
  planned_exit TEXT,
  CHECK ((status = 'closed') = (exit_date IS NOT NULL))`;

const appendOnly = (table: string): string => `
CREATE TRIGGER ${table}_are_never_changed BEFORE UPDATE ON ${table}
BEGIN SELECT RAISE(ABORT, '${table} is append-only'); END;
CREATE TRIGGER ${table}_are_never_deleted BEFORE DELETE ON ${table}
BEGIN SELECT RAISE(ABORT, '${table} is append-only'); END;`;

const VERSION_1 = `
CREATE TABLE positions (
  position_id INTEGER PRIMARY KEY AUTOINCREMENT,
  stop_order_id TEXT,
  ${POSITION_FACTS}
) STRICT;
CREATE UNIQUE INDEX one_open_position_per_ticker ON positions (ticker) WHERE status = 'open';

CREATE TABLE orders (
  order_id INTEGER PRIMARY KEY AUTOINCREMENT,
  client_order_id TEXT NOT NULL UNIQUE,
  alpaca_order_id TEXT UNIQUE,
  ticker TEXT NOT NULL,
  side TEXT NOT NULL CHECK (side IN ('buy', 'sell')),
  intent TEXT NOT NULL CHECK (intent IN ('entry', 'exit', 'stop')),
  trade_date TEXT NOT NULL,
  qty INTEGER NOT NULL CHECK (qty > 0),
  filled_qty INTEGER NOT NULL DEFAULT 0 CHECK (filled_qty >= 0),
  remaining_qty INTEGER NOT NULL CHECK (remaining_qty >= 0),
  fill_price REAL,
  status TEXT NOT NULL,
  planned_stop_price REAL,
  reject_reason TEXT,
  run_id TEXT NOT NULL,
  position_id INTEGER REFERENCES positions (position_id),
  payload_sha256 TEXT NOT NULL,
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL
) STRICT;
CREATE INDEX orders_by_session ON orders (trade_date, ticker, intent);
CREATE UNIQUE INDEX one_entry_per_session ON orders (trade_date, ticker)
  WHERE intent = 'entry' AND (filled_qty > 0 OR status NOT IN ('refused', 'rejected', 'canceled', 'expired'));

CREATE TABLE order_events (
  event_id INTEGER PRIMARY KEY AUTOINCREMENT,
  order_id INTEGER NOT NULL REFERENCES orders (order_id),
  at TEXT NOT NULL,
  status TEXT NOT NULL,
  filled_qty INTEGER NOT NULL,
  detail TEXT
) STRICT;
${appendOnly('order_events')}

CREATE TABLE fills (
  fill_id INTEGER PRIMARY KEY AUTOINCREMENT,
  order_id INTEGER NOT NULL REFERENCES orders (order_id),
  alpaca_order_id TEXT NOT NULL,
  ticker TEXT NOT NULL,
  side TEXT NOT NULL,
  qty INTEGER NOT NULL CHECK (qty > 0),
  cumulative_qty INTEGER NOT NULL,
  price REAL NOT NULL CHECK (price > 0),
  filled_at TEXT NOT NULL,
  UNIQUE (alpaca_order_id, cumulative_qty)
) STRICT;
${appendOnly('fills')}

CREATE TABLE splits_applied (
  position_id INTEGER NOT NULL REFERENCES positions (position_id),
  ex_date TEXT NOT NULL,
  ratio REAL NOT NULL,
  shares_before INTEGER NOT NULL,
  shares_after INTEGER NOT NULL,
  PRIMARY KEY (position_id, ex_date)
) STRICT;
${appendOnly('splits_applied')}

CREATE TABLE shadow_positions (
  position_id INTEGER PRIMARY KEY,
  strategy TEXT NOT NULL DEFAULT 'nwl_p4',
  ${POSITION_FACTS}
) STRICT;
CREATE UNIQUE INDEX one_open_shadow_per_ticker ON shadow_positions (strategy, ticker) WHERE status = 'open';

CREATE TABLE shadow_signals (
  signal_id INTEGER PRIMARY KEY AUTOINCREMENT,
  strategy TEXT NOT NULL DEFAULT 'nwl_p4',
  trade_date TEXT NOT NULL,
  as_of TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('entry', 'exit', 'none')),
  ticker TEXT,
  reason TEXT,
  qty INTEGER,
  reference_price REAL,
  stop_price REAL,
  score REAL,
  grade TEXT,
  grade_source TEXT,
  report_date TEXT,
  company_name TEXT,
  gap_size REAL
) STRICT;
CREATE INDEX shadow_signals_by_session ON shadow_signals (strategy, trade_date);

CREATE TABLE signal_files (
  trade_date TEXT NOT NULL,
  strategy TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  path TEXT NOT NULL,
  content TEXT NOT NULL,
  run_id TEXT NOT NULL,
  begun INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (trade_date, strategy)
) STRICT;

CREATE TABLE run_log (
  run_id TEXT PRIMARY KEY,
  command TEXT NOT NULL,
  trade_date TEXT,
  started_at TEXT NOT NULL,
  ended_at TEXT,
  outcome TEXT,
  exit_code INTEGER,
  version TEXT NOT NULL,
  config_sha256 TEXT NOT NULL
) STRICT;

CREATE TABLE findings (
  finding_id INTEGER PRIMARY KEY AUTOINCREMENT,
  run_id TEXT NOT NULL REFERENCES run_log (run_id),
  code TEXT NOT NULL,
  severity TEXT NOT NULL,
  subject TEXT,
  message TEXT NOT NULL,
  remedy TEXT
) STRICT;

CREATE TABLE daily_snapshots (
  book TEXT NOT NULL,
  session TEXT NOT NULL,
  positions INTEGER NOT NULL,
  invested REAL NOT NULL,
  market_value REAL NOT NULL,
  PRIMARY KEY (book, session)
) STRICT;

CREATE TABLE system_config (key TEXT PRIMARY KEY, value TEXT NOT NULL, updated_at TEXT) STRICT;
`;

/** Orders end and stay: what is asked all day is the few that have not. The query must use these very words. */
export const SETTLED = `('refused', 'filled', 'canceled', 'expired', 'rejected', 'replaced')`;

const VERSION_2 = `
CREATE INDEX unsettled_orders ON orders (order_id) WHERE status NOT IN ${SETTLED};
`;

/** The counter-entries of repairs: what a person has settled, beside what was written. */
const CORRECTIONS = `
CREATE TABLE corrections (
  correction_id INTEGER PRIMARY KEY AUTOINCREMENT,
  finding_id TEXT NOT NULL UNIQUE,
  cause TEXT NOT NULL,
  kind TEXT NOT NULL,
  symbol TEXT NOT NULL,
  position_id INTEGER REFERENCES positions (position_id),
  shares_before REAL NOT NULL,
  shares_after REAL NOT NULL,
  subject TEXT NOT NULL,
  evidence TEXT NOT NULL,
  run_id TEXT NOT NULL,
  at TEXT NOT NULL
) STRICT;
${appendOnly('corrections')}`;

/** An entry that was replaced lives on under its successor: both together are the one entry. */
const REPLACED_ENTRIES = `
DROP INDEX one_entry_per_session;
CREATE UNIQUE INDEX one_entry_per_session ON orders (trade_date, ticker)
  WHERE intent = 'entry' AND status <> 'replaced'
    AND (filled_qty > 0 OR status NOT IN ('refused', 'rejected', 'canceled', 'expired'));
`;

/**
 * The last fill that was booked before the split: what was sold until then is counted in the old shares. A day cannot
 * tell: the broker dates an order when all of it has filled, so a part carries the day on which it was seen.
 */
const FILLS_BEFORE_SPLITS = `
ALTER TABLE splits_applied ADD COLUMN last_fill_before INTEGER;
`;

/** Position `i` brings the database from version `i` to `i + 1`. */
export const MIGRATIONS: readonly string[] = [
  VERSION_1,
  VERSION_2,
  CORRECTIONS,
  RUN_LOG_CHAIN,
  REPLACED_ENTRIES,
  FILLS_BEFORE_SPLITS,
];
