import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

/** What the tests read of a Compose service, as it is after `<<` is merged. */
export interface ComposeService {
  image: string;
  build?: string;
  entrypoint?: string | string[];
  command?: string | string[];
  environment?: Record<string, string>;
  ports?: string[];
  volumes?: string[];
  depends_on?: Record<string, { condition: string }>;
  healthcheck?: { test?: string | string[]; disable?: boolean };
  restart?: string;
}

export interface Compose {
  services: Record<string, ComposeService>;
  volumes: Record<string, unknown>;
}

/** `docker-compose.yml`, anchors resolved, variables not. */
export function readCompose(): Compose {
  const text = readFileSync(new URL('../../docker-compose.yml', import.meta.url), 'utf8');
  return parse(text, { merge: true }) as Compose;
}

/** Puts values in the place of `${NAME}`, `${NAME:-default}` and `${NAME:?message}`, as Compose does. */
export function interpolate(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(
    /\$\{(?<name>\w+)(?::(?<kind>[-?])(?<rest>[^}]*))?\}/g,
    (whole, _name, _kind, _rest, _at, _text, groups: Record<string, string | undefined>) => {
      const value = values[groups.name ?? ''];
      if (value) return value;
      if (groups.kind === '-') return groups.rest ?? '';
      throw new Error(`${whole} is not set`);
    },
  );
}

/** Every variable that a text reads from the person who runs Compose. */
export function variablesOf(text: string): string[] {
  return [...text.matchAll(/(?<!\$)\$\{(\w+)/g)].map((match) => match[1] ?? '');
}
