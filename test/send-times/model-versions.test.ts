import { afterAll, beforeAll, expect, test } from 'vitest';
import { parseSendTimeParams } from '#domain/send-time/parse-send-time-params';
import { defaultParams } from '#domain/send-time/send-time-params';
import { createModelVersion } from '#send-times/create-model-version';
import { findModel } from '#send-times/find-model';
import { listModels } from '#send-times/list-models';
import { promoteModel } from '#send-times/promote-model';
import { toSendTimeModel } from '#send-times/to-send-time-model';
import { startTestSystem, type TestSystem } from '#test/support/test-system';
import { createWorkspace } from '#workspaces/create-workspace';

let system: TestSystem;
beforeAll(async () => {
  system = await startTestSystem({ worker: false });
});
afterAll(() => system.stop());

const now = () => new Date(system.core.clock.nowMs());
const params = (kappa: number) => ({ ...defaultParams, kappa });

async function addWorkspace(): Promise<string> {
  const { db } = system.core.connection;
  return db.transaction(async (tx) => {
    return (await createWorkspace(tx, { name: `ws ${Math.random()}`, now: now() })).workspaceId;
  });
}
const add = (workspaceId: string, kappa: number) =>
  system.core.connection.db.transaction((tx) =>
    createModelVersion(tx, { workspaceId, params: params(kappa), origin: 'file', now: now() }),
  );
const promote = (workspaceId: string, name: string) =>
  system.core.connection.db.transaction((tx) =>
    promoteModel(tx, { workspaceId, name, now: now() }),
  );
const find = (workspaceId: string, name: string | null) =>
  findModel(system.core.connection.db, workspaceId, name);

test('O5: a workspace decides by what is shipped, until a version of its own is promoted', async () => {
  const workspaceId = await addWorkspace();
  const shipped = { version: 'shipped-1', origin: 'shipped', params: defaultParams };
  expect(await find(workspaceId, null)).toMatchObject({ ...shipped, promoted: true });
  const made = await add(workspaceId, 20);
  expect(made).toMatchObject({ version: 'v1', promoted: false, origin: 'file' });
  expect((await find(workspaceId, null)).version).toBe('shipped-1');
  const { promoted, replaced } = await promote(workspaceId, 'v1');
  expect([promoted.version, promoted.promoted, replaced.version]).toEqual([
    'v1',
    true,
    'shipped-1',
  ]);
  expect(promoted.promotedAt).toBeInstanceOf(Date);
  expect(await find(workspaceId, null)).toMatchObject({ version: 'v1', params: params(20) });
});

test('O5: promoting twice changes nothing; shipped goes back; the old version stays', async () => {
  const workspaceId = await addWorkspace();
  await add(workspaceId, 20);
  await add(workspaceId, 8);
  const first = await promote(workspaceId, 'v2');
  const again = await promote(workspaceId, '2');
  expect(again.replaced.version).toBe('v2');
  expect(again.promoted).toEqual(first.promoted);
  const back = await promote(workspaceId, 'shipped');
  expect([back.promoted.version, back.replaced.version]).toEqual(['shipped-1', 'v2']);
  const listed = await listModels(system.core.connection.db, workspaceId);
  expect(listed.map(({ version, promoted }) => [version, promoted])).toEqual([
    ['v2', false],
    ['v1', false],
    ['shipped-1', true],
  ]);
});

test('O5: a version that is not there is not found, and nothing is promoted', async () => {
  const workspaceId = await addWorkspace();
  const stranger = await addWorkspace();
  await add(stranger, 9);
  for (const name of ['v1', 'v0', 'v99', 'x', '', 'shipped-9', "v1' OR 1=1"]) {
    await expect(promote(workspaceId, name)).rejects.toMatchObject({ code: 'not_found' });
  }
  expect((await find(workspaceId, null)).version).toBe('shipped-1');
});

test('O5: versions that are made at once take turns; the same parameters have the same hash', async () => {
  const workspaceId = await addWorkspace();
  const made = await Promise.all(Array.from({ length: 8 }, () => add(workspaceId, 10)));
  const names = made.map(({ version }) => version).sort();
  expect(names).toEqual(['v1', 'v2', 'v3', 'v4', 'v5', 'v6', 'v7', 'v8']);
  expect(new Set(made.map(({ paramsHash }) => paramsHash)).size).toBe(1);
  expect(made[0]?.paramsHash).not.toBe((await find(workspaceId, 'shipped')).paramsHash);
});

test('O5: promotions that meet leave one of them, and messages name the version that decided', async () => {
  const { workspaceId } = system.actor;
  await add(workspaceId, 20);
  await add(workspaceId, 8);
  const names = ['v1', 'v2', 'shipped', 'v2', 'v1', 'v2'];
  await Promise.all(names.map((name) => promote(workspaceId, name)));
  await promote(workspaceId, 'v2');
  const optimize = { window: '24h' } as const;
  const message = await system.schedule({ optimize });
  expect(message.timing).toMatchObject({ modelVersion: 'v2' });
  await promote(workspaceId, 'shipped');
  const next = await system.schedule({ optimize });
  expect(next.timing).toMatchObject({ modelVersion: 'shipped-1' });
  const { modelVersion, sendTimeDecision } = await system.row(message.id);
  const { paramsHash } = await find(workspaceId, 'v2');
  expect(modelVersion).toBe('v2');
  expect(sendTimeDecision).toMatchObject({ model: '1', modelVersion: 'v2', paramsHash });
});

test('O5: parameters of before a parameter was thought of have its shipped value', async () => {
  const workspaceId = await addWorkspace();
  const { paramsHash } = await add(workspaceId, 20);
  const { sql } = system.core.connection;
  await sql`UPDATE send_time_models SET params = params - 'tau' #- '{recent,halfLifeDays}'
    #- '{gate,doubt}' #- '{dayMix,all}', params_hash = 'before' WHERE workspace_id = ${workspaceId}`;
  const found = await find(workspaceId, 'v1');
  expect(found).toMatchObject({ params: params(20), problems: [] });
  // The hash is of all that decides, not of what was stored.
  expect(found.paramsHash).toBe(paramsHash);
});

test('O5: what is shipped stands in for what cannot be read, and every place says so', async () => {
  const { workspaceId } = system.actor;
  const { version } = await add(workspaceId, 20);
  await promote(workspaceId, version);
  const { sql } = system.core.connection;
  await sql`UPDATE send_time_models SET params = jsonb_set(params, '{recent,share}', '"much"')
    WHERE workspace_id = ${workspaceId} AND version = ${Number(version.slice(1))}`;
  const message = await system.schedule({ optimize: { window: '24h' } });
  expect(message.timing).toMatchObject({
    reason: 'insufficient_history',
    modelVersion: 'shipped-1',
  });
  expect(await find(workspaceId, version)).toMatchObject({
    version,
    promoted: true,
    problems: ['recent.share must be from 0 to 1, got "much"'],
  });
  await promote(workspaceId, 'shipped');
  await expect(promote(workspaceId, version)).rejects.toMatchObject({ code: 'validation_failed' });
  expect((await find(workspaceId, null)).version).toBe('shipped-1');
});

test.each([null, 3, 'x', [], {}, { recent: null }, { gate: [] }, { kappa: Number.NaN }])(
  'O5: no stored document makes a decision of nothing: %j',
  (stored) => {
    const { params } = toSendTimeModel({ version: 1, params: stored as never });
    expect(parseSendTimeParams(params).kind).toBe('params');
  },
);
