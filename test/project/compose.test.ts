import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { apiFlags } from '#test/bench/harness/api-flags';
import { productionCore } from '../../src/commands/production-core.ts';
import { environmentSchema, readEnvironment } from '../../src/env.ts';
import { interpolate, readCompose } from './read-compose.ts';

const { services, volumes } = readCompose();
const all = Object.entries(services);
const ours = all.filter(([, service]) => service.build !== undefined);
// What runs for good; the others do one thing and end.
const lasting = all.filter(([, service]) => service.restart === 'unless-stopped');
const given = { PUNCTUAL_ADMIN_KEY: 'a-key-of-24-or-more-characters' };

function environmentOf(name: string): Record<string, string> {
  const entries = Object.entries(services[name]?.environment ?? {});
  return Object.fromEntries(entries.map(([key, value]) => [key, interpolate(value, given)]));
}

describe('docker-compose.yml', () => {
  test('brings PostgreSQL, Temporal, its Web UI, an api and a worker', () => {
    expect(lasting.map(([name]) => name).sort()).toEqual([
      'api',
      'postgres',
      'temporal',
      'temporal-ui',
      'worker',
    ]);
    expect(ours.map(([name]) => name).sort()).toEqual(['api', 'migrate', 'worker']);
  });

  test.each(ours)('%s gets only variables that the program reads', (name) => {
    const known = Object.keys(environmentSchema.shape);
    const strangers = Object.keys(environmentOf(name)).filter((key) => !known.includes(key));
    expect(strangers).toEqual([]);
  });

  test.each(ours)('%s gets a configuration that is right and complete', (name) => {
    const environment = readEnvironment(environmentOf(name));
    expect(environment.DATABASE_URL).toBeDefined();
    expect(() => productionCore(environment, name, 1)).not.toThrow();
  });

  test('the api does not start without a key that was chosen', () => {
    const key = services.api?.environment?.PUNCTUAL_ADMIN_KEY ?? '';
    expect(() => interpolate(key, {})).toThrow('PUNCTUAL_ADMIN_KEY');
    expect(environmentOf('api').PUNCTUAL_ADMIN_KEY).toBe(given.PUNCTUAL_ADMIN_KEY);
  });

  test('the api is started as the benchmarks start it, and else as its image does', () => {
    const dockerfile = readFileSync(new URL('../../Dockerfile', import.meta.url), 'utf8');
    const [, image = '[]'] = /^ENTRYPOINT (.+)$/m.exec(dockerfile) ?? [];
    const [node, ...rest] = JSON.parse(image);
    expect(services.api?.entrypoint).toEqual([node, ...apiFlags, ...rest]);
  });

  test('the database and its password are the ones that PostgreSQL is made with', () => {
    const values = { ...given, POSTGRES_PASSWORD: 'another' };
    const database = interpolate(services.api?.environment?.DATABASE_URL ?? '', values);
    const { environment = {} } = services.postgres ?? {};
    const url = new URL(database);
    expect(url.password).toBe(interpolate(environment.POSTGRES_PASSWORD ?? '', values));
    expect(url.username).toBe(environment.POSTGRES_USER);
    expect(url.pathname).toBe(`/${environment.POSTGRES_DB}`);
    expect(url.hostname).toBe('postgres');
  });

  test.each(all)('the image of %s is pinned', (_name, { image }) => {
    expect(image).toMatch(/^[\w/-]+:\d+\.\d+(\.\d+)?$/);
  });

  test.each(lasting)('%s has a health check', (_name, { healthcheck }) => {
    expect(healthcheck?.test).toBeTruthy();
  });

  test.each(all)('%s waits for parts that are there, each until it is ready', (name) => {
    for (const [part, { condition }] of Object.entries(services[name]?.depends_on ?? {})) {
      const isLasting = lasting.some(([other]) => other === part);
      expect(Object.keys(services)).toContain(part);
      expect(condition).toBe(isLasting ? 'service_healthy' : 'service_completed_successfully');
    }
  });

  test('every published port and its address can be changed by a variable', () => {
    const ports = all.flatMap(([, service]) => service.ports ?? []);
    expect(ports).toHaveLength(4);
    for (const port of ports) {
      expect(port).toMatch(
        /^\$\{PUBLISH_ON:-127\.0\.0\.1\}:\$\{\w+PORT:-\d+\}:\d+$|\$\{PORT:-3000\}/,
      );
    }
  });

  test('what must not be lost is on a declared volume', () => {
    const named = all.flatMap(([, service]) => service.volumes ?? []);
    expect(named).toEqual(['postgres:/var/lib/postgresql']);
    expect(Object.keys(volumes)).toEqual(['postgres']);
  });

  test('the api is migrated for before it starts', () => {
    expect(services.migrate?.command).toEqual(['migrate']);
    expect(Object.keys(services.api?.depends_on ?? {})).toContain('migrate');
    expect(Object.keys(services.worker?.depends_on ?? {})).toContain('migrate');
  });
});
