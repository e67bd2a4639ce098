import { z } from 'zod';

const portRule = 'must be a whole number from 0 to 65535, such as 3000';
const port = z.coerce
  .number(portRule)
  .refine((value) => Number.isInteger(value) && value >= 0 && value <= 65_535, portRule);
/** Base64 of the DER form of any public key on P-256 (RFC 5480): all begin alike. */
const P256_KEY = /^MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE[A-Za-z0-9+/]{86}==$/;
const range = z.union([z.cidrv4(), z.cidrv6()]);
const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

/** An address that paths are put behind; the rule is told in the place of zod's words. */
function webUrl(example: string) {
  const rule = `must be http:// or https://, without a query and a fragment, such as ${example}`;
  return z.string().refine((text) => isUrl(text, /^https?:\/\/[^?#\s]+$/i), rule);
}

function isUrl(text: string, shape: RegExp): boolean {
  return shape.test(text) && URL.canParse(text);
}

/** Every variable that is read, in the order of `.env.example`, which is made from it. */
export const environmentSchema = z.object({
  PORT: port.default(3000).describe('Port of the HTTP API'),
  HOST: z.string().min(1).default('127.0.0.1').describe('Address that the HTTP API listens on'),
  DATA_DIR: z
    .string()
    .min(1)
    .default('.punctual')
    .describe('Folder of the embedded servers and the admin key (punctual start)'),
  DATABASE_URL: z
    .string()
    .refine(
      (text) => isUrl(text, /^postgres(ql)?:\/\//i),
      'must be postgres://, such as postgres://punctual:...@127.0.0.1:5432/punctual',
    )
    .optional()
    .describe('PostgreSQL 15 or newer; left out, punctual start runs one of its own'),
  TEMPORAL_ADDRESS: z
    .string()
    .regex(/^[^\s:/]+:\d+$|^\[[0-9a-fA-F:]+\]:\d+$/, 'must be host:port, such as 127.0.0.1:7233')
    .optional()
    .describe('Temporal frontend, host:port; left out, punctual start runs one of its own'),
  TEMPORAL_NAMESPACE: z.string().min(1).default('default').describe('Temporal namespace'),
  TEMPORAL_CLI: z.string().min(1).optional().describe('Path of a temporal program to use'),
  TEMPORAL_TEST_SERVER: z
    .string()
    .min(1)
    .optional()
    .describe('Path of a time-skipping test server to use (npm test)'),
  PUNCTUAL_ADMIN_KEY: z
    .string()
    .regex(/^[\x21-\x7e]{24,255}$/, 'must be 24 to 255 printable characters without blanks')
    .optional()
    .describe("The first workspace's admin key; left out, punctual start makes one"),
  PUBLIC_URL: webUrl('https://punctual.example.com')
    .optional()
    .describe(
      'Where providers and recipients reach this API from outside: callbacks, links to unsubscribe',
    ),
  TWILIO_ACCOUNT_SID: z
    .string()
    .regex(/^AC[0-9a-fA-F]{32}$/, 'must be AC and 32 hex digits')
    .optional()
    .describe('Twilio account, for senders of provider twilio'),
  TWILIO_AUTH_TOKEN: z.string().min(1).optional().describe("The account's auth token"),
  TWILIO_BASE_URL: webUrl('http://127.0.0.1:4010')
    .optional()
    .describe("Another host than Twilio's, for tests"),
  SENDGRID_API_KEY: z
    .string()
    .regex(/^SG\../, 'must begin with SG.')
    .optional()
    .describe('SendGrid API key, for senders of provider sendgrid'),
  SENDGRID_BASE_URL: webUrl('http://127.0.0.1:4011')
    .optional()
    .describe("Another host than SendGrid's, for tests"),
  SENDGRID_WEBHOOK_PUBLIC_KEY: z
    .string()
    .regex(P256_KEY, "must be the key as SendGrid's settings show it")
    .optional()
    .describe("The Event Webhook's verification key; without it its events are not taken"),
  INBOUND_EMAIL_SECRET: z
    .string()
    .regex(/^[A-Za-z0-9_-]{16,255}$/, 'must be 16 to 255 of A-Z, a-z, 0-9, _ and -')
    .optional()
    .describe(
      "In the address that SendGrid's Inbound Parse posts to; without it no email comes in",
    ),
  SMTP_URL: z
    .string()
    .refine(
      (text) => isUrl(text, /^smtps?:\/\/[^/?#]+/i),
      'must be smtp:// or smtps://, such as smtp://user:...@mail.example.com:587',
    )
    .optional()
    .describe(
      'Mail server, smtp://user:password@host:587 or smtps://, for senders of provider smtp',
    ),
  BLUEBUBBLES_URL: webUrl('http://mac.example.com:1234')
    .optional()
    .describe('BlueBubbles server on a Mac, for senders of provider bluebubbles'),
  BLUEBUBBLES_PASSWORD: z
    .string()
    .min(1)
    .optional()
    .describe("The server's password; its webhooks carry it, too"),
  WEBHOOK_ALLOW: z
    .string()
    .refine(
      (text) => toRanges(text).every((each) => range.safeParse(each).success),
      'must be address ranges with commas between them, such as 10.0.0.0/8,fd00::/8',
    )
    .optional()
    .describe(
      'Internal ranges that outgoing webhooks may reach; left out: loopback by punctual start, else none; set and empty: none',
    ),
  LOG_LEVEL: z
    .enum(logLevels, `must be one of ${logLevels.join(', ')}`)
    .default('info')
    .describe(`One of ${logLevels.join(', ')}`),
});

export type Environment = z.infer<typeof environmentSchema>;

/** Thrown with one line for each bad variable. */
export class EnvironmentError extends Error {}

/**
 * Reads the configuration. An empty variable counts as left out, but `WEBHOOK_ALLOW`: none.
 *
 * @throws EnvironmentError that names every bad variable at once, without its value: it may be a
 * secret.
 */
export function readEnvironment(source: NodeJS.ProcessEnv = process.env): Environment {
  const given = Object.fromEntries(
    Object.entries(source).filter(
      ([name, value]) =>
        name in environmentSchema.shape && (value !== '' || name === 'WEBHOOK_ALLOW'),
    ),
  );
  const parsed = environmentSchema.safeParse(given);
  const bad = parsed.success
    ? []
    : parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  const lines = [...bad, ...findHalfPairs(given)];
  if (parsed.success && lines.length === 0) return parsed.data;
  throw new EnvironmentError(lines.join('\n'));
}

/** @example toRanges('10.0.0.0/8, fd00::/8') // ['10.0.0.0/8', 'fd00::/8'] */
export function toRanges(text: string): string[] {
  if (text.trim() === '') return [];
  return text.split(',').map((each) => each.trim());
}

/** Variables that mean nothing without each other. */
const pairs = [
  ['TWILIO_ACCOUNT_SID', 'TWILIO_AUTH_TOKEN'],
  ['BLUEBUBBLES_URL', 'BLUEBUBBLES_PASSWORD'],
] as const;

function findHalfPairs(given: Readonly<Record<string, unknown>>): string[] {
  return pairs.flatMap(([one, other]) => {
    if (one in given === other in given) return [];
    const [there, missing] = one in given ? [one, other] : [other, one];
    return [`${missing}: is needed beside ${there}`];
  });
}

/** The text of `.env.example`: every variable, what it is for, and its default. */
export function toEnvironmentExample(): string {
  const blocks = Object.entries(environmentSchema.shape).map(([name, schema]) => {
    const fallback = schema.safeParse(undefined).data;
    const line = fallback === undefined ? `# ${name}=` : `${name}=${fallback}`;
    return `# ${schema.description}\n${line}\n`;
  });
  return blocks.join('\n');
}

/** All that is set, for the tools that we run (Go, Maven): they have variables of their own. */
export function readToolEnvironment(): Readonly<Record<string, string | undefined>> {
  return { ...process.env };
}
