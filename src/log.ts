import { type Logger, pino } from 'pino';

export type { Logger } from 'pino';

export interface LogOptions {
  level: string;
  /** Takes statements, parameters and rows out of database errors. */
  toSafeError: (error: unknown) => unknown;
  /** Where lines go; standard output when left out. */
  destination?: { write(line: string): void } | undefined;
}

interface ErrorLine {
  type: string;
  message?: string;
  stack?: string | undefined;
  cause?: ErrorLine;
}

// An error may be its own cause, by way of others.
const CAUSES_MAX = 5;

// K3: whoever logs one of these by mistake logs its name alone, on any of the first three levels.
const secret = [
  'recipient',
  'recipientName',
  'to',
  'from',
  'address',
  'number',
  'email',
  'phones',
  'emails',
  'name',
  'subject',
  'text',
  'html',
  'body',
  'variables',
  'metadata',
  'key',
  'authorization',
  'Authorization',
  'cookie',
  'url',
];

/** The one logger: lines of JSON, without recipients, bodies and keys. */
export function createLogger({ level, toSafeError, destination }: LogOptions): Logger {
  const options = {
    level,
    base: null,
    redact: {
      paths: secret.flatMap((key) => [key, `*.${key}`, `*.*.${key}`]),
      censor: '[redacted]',
    },
    serializers: { err: (error: unknown) => describeError(error, toSafeError) },
  };
  return destination ? pino(options, destination) : pino(options);
}

/** Type, message and stack, of the causes too; not the other properties, which can be anything. */
function describeError(
  raw: unknown,
  toSafeError: LogOptions['toSafeError'],
  causes = CAUSES_MAX,
): ErrorLine {
  const error = toSafeError(raw);
  if (!(error instanceof Error)) return { type: typeof error };
  const { name: type, message, stack, cause } = error;
  const line = { type, message, stack };
  if (cause === undefined || causes === 0) return line;
  return { ...line, cause: describeError(cause, toSafeError, causes - 1) };
}
