/** The arrows of docs/ARCHITECTURE.md, executable. Every rule carries the sentence a contributor reads when it fails. */
const PURE = '^src/(domain|rules|plans|contracts|ports|paper-broker|views)/';

/** A room may import itself and the rooms listed; npm and node modules are ruled separately. */
const room = (name, may, comment) => ({
  name: `${name}-stays-in-its-room`,
  comment,
  severity: 'error',
  from: { path: `^src/${name}/` },
  to: {
    path: '^(src|live|backtest|tests|signals|reports)/',
    pathNot: [name, ...may].map((r) => `^src/${r}/`),
  },
});

/** A package may be imported from one place only. */
const only = (pkg, where, comment) => ({
  name: `${pkg}-has-one-door`,
  comment,
  severity: 'error',
  from: { path: '^(src|live|backtest)/', pathNot: where },
  to: { path: `node_modules/${pkg}/` },
});

module.exports = {
  forbidden: [
    room('domain', [], 'Nouns know nothing but nouns.'),
    room('rules', ['domain'], 'A rule decides from facts; it never fetches them.'),
    room('plans', ['domain', 'rules'], 'A plan composes rules; it never acts.'),
    room('contracts', ['domain', 'rules'], 'A contract checks shapes at the border.'),
    room('ports', ['domain'], 'A port is an interface.'),
    room('paper-broker', ['domain', 'rules'], 'The paper broker is a pure state machine.'),
    room('views', ['domain', 'rules', 'plans'], 'A view turns facts into text.'),
    room('terminal', ['domain', 'ports', 'views'], 'What every command does around its work.'),
    room(
      'adapters',
      ['domain', 'rules', 'contracts', 'ports', 'paper-broker'],
      'An adapter translates; it never decides.',
    ),
    {
      name: 'adapters-use-the-calendar-only',
      comment:
        'Of the rules an adapter may use time zones and sessions; decisions are not its business.',
      severity: 'error',
      from: { path: '^src/adapters/' },
      to: { path: '^src/rules/', pathNot: '^src/rules/(market-calendar|new-york-time)\\.ts$' },
    },
    {
      name: 'contracts-use-the-calendar-only',
      comment:
        'Of the rules a contract may use time zones and sessions; decisions are not its business.',
      severity: 'error',
      from: { path: '^src/contracts/' },
      to: { path: '^src/rules/', pathNot: '^src/rules/(market-calendar|new-york-time)\\.ts$' },
    },
    {
      name: 'paper-broker-behind-the-emulator',
      comment:
        'Adapters know the paper broker as data to store and as a market to fill from, nothing else.',
      severity: 'error',
      from: {
        path: '^src/adapters/',
        pathNot: '^src/adapters/(sqlite/emulator-store|prices/paper-market)\\.ts$',
      },
      to: { path: '^src/paper-broker/' },
    },
    {
      name: 'pure-rooms-touch-no-machine',
      comment: 'File, network, process and clock live in src/adapters.',
      severity: 'error',
      from: { path: PURE },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'live-and-backtest-are-strangers',
      comment:
        'What both need is a rule: move it to src/rules. Only the umbrella names commands of both.',
      severity: 'error',
      from: { path: '^(live|backtest)/', pathNot: '^live/cli\\.ts$' },
      to: { path: '^(live|backtest)/', pathNot: '^$1/' },
    },
    {
      name: 'commands-are-strangers',
      comment:
        'signal-generator speaks to executor through signals/*.json; bookkeeping is what both may use; wiring has a rule of its own; a replay runs both.',
      severity: 'error',
      from: { path: '^live/([^/]+)/', pathNot: '^live/(wiring|replay)/' },
      to: { path: '^live/[^/]+/', pathNot: ['^live/$1/', '^live/(bookkeeping|wiring)/'] },
    },
    {
      name: 'wiring-takes-the-emulator-and-no-command',
      comment: 'Wiring puts parts together; the only command it knows is the emulator it embeds.',
      severity: 'error',
      from: { path: '^live/wiring' },
      to: { path: '^live/[^/]+/', pathNot: '^live/(wiring|emulator|bookkeeping)/' },
    },
    {
      name: 'only-wiring-builds-adapters',
      comment: 'Everything else receives a port.',
      severity: 'error',
      from: { path: '^(live|backtest)/', pathNot: '^(live|backtest)/wiring(\\.ts$|/)' },
      to: { path: '^src/adapters/' },
    },
    {
      name: 'only-the-outer-layer-imports-wiring',
      comment: 'The story functions take ports as arguments.',
      severity: 'error',
      from: {
        path: '^(live|backtest)/',
        pathNot: ['cli\\.ts$', '/run[^/]*\\.ts$', '^(live|backtest)/wiring'],
      },
      to: { path: '^(live|backtest)/wiring(\\.ts$|/)' },
    },
    {
      name: 'report-client-runs-in-a-browser',
      comment:
        'The program inside the report takes pure views and nouns; there is no machine in a page.',
      severity: 'error',
      from: { path: '^backtest/report-client/' },
      to: {
        path: ['^(src|live|backtest)/', '^node:'],
        pathNot: ['^backtest/report-client/', '^src/(views|domain)/'],
      },
    },
    {
      name: 'report-client-is-built-not-imported',
      comment: 'Commands read the built program as text and put it into the report.',
      severity: 'error',
      from: { path: '^(src|live|backtest)/', pathNot: '^backtest/report-client/' },
      to: { path: '^backtest/report-client/' },
    },
    {
      name: 'no-test-in-production',
      comment: 'Production never imports tests.',
      severity: 'error',
      from: { path: '^(src|live|backtest)/' },
      to: { path: '^tests/' },
    },
    {
      name: 'no-cycles',
      comment: 'Draw a line, not a circle.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'no-unresolvable',
      comment: 'This import points at nothing.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: '^better-sqlite3-napi$' },
    },
    only(
      'commander',
      ['cli\\.ts$', '^src/terminal/terminal\\.ts$'],
      'Flags stop at the command line.',
    ),
    only('axios', '^src/adapters/', 'HTTP stops at the adapters.'),
    only('better-sqlite3', '^src/adapters/sqlite/', 'SQL stops at the store.'),
    only('hono', '^live/emulator/', 'Serving HTTP is the emulator’s business.'),
    only('@hono/node-server', '^src/adapters/server/', 'Ports are opened by the server alone.'),
    only('ws', '^src/adapters/server/', 'Sockets stop at the server.'),
    only('zod', '^src/contracts/', 'Schemas live in contracts.'),
    only(
      'cheerio',
      '^src/contracts/earnings-report-outline\\.ts$',
      'HTML stops at the report parser.',
    ),
    only(
      'htmlparser2',
      '^src/contracts/earnings-report-guard\\.ts$',
      'The guard looks before the parser does.',
    ),
    only('lightweight-charts', '^backtest/report-client/', 'Charts are drawn in the browser.'),
    only('date-fns-tz', '^src/rules/new-york-time\\.ts$', 'One door to time zones.'),
    only('piscina', '^src/adapters/work/', 'Threads belong to the queue of work.'),
    only('@nats-io', '^src/adapters/work/', 'NATS stops at the queue of work.'),
    only(
      'yaml',
      '^src/adapters/files/|^live/operator/',
      'YAML is read at the border and printed by `config show`.',
    ),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
