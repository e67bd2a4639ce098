import type { TestApp } from '#test/support/test-app';
import { type GeneratedRequest, generateRequest, type Operation } from './generate-request.ts';
import type { Tenant } from './maker.ts';
import { createRandomSource } from './random-source.ts';

export interface Findings {
  requests: number;
  /** How many answers had each status. */
  statuses: Record<string, number>;
  /** How many requests named what the other tenant owns. */
  foreign: number;
  /** What a tenant was told that is the other's, or let do with it; a line each. */
  crossings: string[];
}

const AN_ID = /\b(msg|con|snd|usr|key|bat|rep|sup|snk|evt|wsp)_[0-9a-f-]{36}/g;

/**
 * Lets two tenants ask for everything that the API has, at random, with their own ids and each
 * other's, and looks at all answers for what belongs to the other.
 */
export async function askTwoTenants(
  t: TestApp,
  { requests, seed }: { requests: number; seed: number },
): Promise<Findings> {
  const random = createRandomSource(seed);
  const operations = await readOperations(t);
  const owners = new Map<string, Tenant>();
  const tenants = [
    await openTenant(t, 'alphaword', owners),
    await openTenant(t, 'betaword', owners),
  ] as const;
  const findings: Findings = { requests, statuses: {}, foreign: 0, crossings: [] };

  const usual = operations.filter(({ method }) => method !== 'DELETE');
  for (let i = 0; i < requests; i++) {
    const [self, other] = random.oneIn(2) ? tenants : ([tenants[1], tenants[0]] as const);
    const operation = random.pick(random.oneIn(4) ? operations : usual);
    const request = generateRequest(random, operation, { self, other });
    const { line, body } = request;
    const key = random.pick(self.keys);
    const answer = await t.request(line, body === undefined ? { key } : { key, body });
    findings.statuses[answer.status] = (findings.statuses[answer.status] ?? 0) + 1;
    const asked = `${line} ${JSON.stringify(body ?? null)}`;
    const said = idsIn(asked);
    const isForeign = said.some((id) => owners.get(id) === other);
    if (isForeign) findings.foreign++;
    const told = idsIn(answer.text);
    const wrong = [
      answer.text.includes(other.marker) && !asked.includes(other.marker) && 'tells its texts',
      told.some((id) => owners.get(id) === other && !said.includes(id)) && 'tells its ids',
      isForeign && answer.status < 300 && isUse(request) && 'lets it be used',
      answer.status >= 500 && 'fails',
    ].filter(Boolean);
    if (wrong.length > 0) findings.crossings.push(`${line}: ${answer.status} ${wrong.join(', ')}`);
    if (answer.status >= 300) continue;
    if (answer.json?.nextCursor) self.cursors.push(answer.json.nextCursor);
    learn(
      self,
      owners,
      told.filter((id) => !said.includes(id)),
    );
  }
  return findings;
}

function idsIn(text: string): string[] {
  return text.match(AN_ID) ?? [];
}

/** A filter that names the other's finds nothing; all else is refused. */
function isUse({ line, foreignPath, body }: GeneratedRequest): boolean {
  return foreignPath || body !== undefined || !line.startsWith('GET');
}

function learn(self: Tenant, owners: Map<string, Tenant>, ids: readonly string[]): void {
  for (const id of ids) {
    if (owners.has(id)) continue;
    owners.set(id, self);
    const prefix = id.slice(0, 3);
    self.ids.set(prefix, [...(self.ids.get(prefix) ?? []).slice(-40), id]);
  }
}

async function openTenant(
  t: TestApp,
  marker: string,
  owners: Map<string, Tenant>,
): Promise<Tenant> {
  const key = await t.createWorkspace(marker);
  const user = { name: marker, email: 'user@example.com', role: 'user' };
  const { id } = (await t.request('POST /v1/users', { key, body: user })).json;
  const made = await t.request('POST /v1/keys', { key, body: { userId: id } });
  const sender = { channel: 'sms', provider: 'sink', name: marker, isDefault: true };
  const address = marker.startsWith('a') ? '+14155550101' : '+14155550102';
  await t.request('POST /v1/senders', { key, body: { ...sender, address } });
  const tenant = { marker, keys: [key, key, made.json.key], ids: new Map(), cursors: [] };
  // Known as its own and never picked: nobody deletes or demotes what the tenant asks with.
  for (const path of ['/v1/users', '/v1/keys']) {
    for (const own of idsIn((await t.request(`GET ${path}`, { key })).text)) {
      owners.set(own, tenant);
    }
  }
  return tenant;
}

async function readOperations(t: TestApp): Promise<Operation[]> {
  const { json } = await t.request('GET /openapi.json', { key: null });
  interface Described {
    operationId: string;
    parameters?: { name: string; in: string }[];
    requestBody?: unknown;
  }
  return Object.entries<Record<string, Described>>(json.paths).flatMap(([path, methods]) =>
    Object.entries(methods)
      .filter(() => path.startsWith('/v1/'))
      .map(([method, { operationId, parameters = [], requestBody }]) => ({
        method: method.toUpperCase(),
        path,
        operationId,
        queryNames: parameters.filter((it) => it.in === 'query').map(({ name }) => name),
        hasBody: requestBody !== undefined,
      })),
  );
}
