import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createContact } from '#contacts/create-contact';
import { deleteContact } from '#contacts/delete-contact';
import { sendTimeCurves } from '#db/schema/send-time-models';
import { inWorkspace } from '#db/scope';
import { beginCurve, markCurvesStale, storeCurve } from '#db/send-time-curves';
import { acceptEngagements } from '#engagement/accept-engagements';
import { authenticate } from '#keys/authenticate';
import { learnCurve } from '#send-times/learn-curve';
import { learnCurves } from '#send-times/learn-curves';
import { sampleRecipients } from '#send-times/sample-recipients';
import { toCurveHash } from '#send-times/to-curve-hash';
import { shippedModel } from '#send-times/to-send-time-model';
import { startTestSystem, type TestSystem } from '#test/support/test-system';
import { createWorkspace } from '#workspaces/create-workspace';

const WEEK_MS = 7 * 86_400_000;
// Monday is the first slot; 09:00 is the 18th of a day.
const TUESDAY_NINE = 48 + 18;

let system: TestSystem;
let people = 0;

beforeAll(async () => {
  system = await startTestSystem({ worker: false });
});
afterAll(() => system.stop());

const db = () => system.core.connection.db;
const learn = () => learnCurves(deps());
const deps = () => ({ db: db(), zoneRules: system.core.zoneRules, clock: system.core.clock });

/** A workspace of one test's own. */
async function openTenant() {
  const now = new Date(system.core.clock.nowMs());
  const made = await createWorkspace(db(), { name: `tenant ${people++}`, now });
  const actor = await authenticate(db(), made.key);
  if (!actor) throw new Error('the key just made opens nothing');
  const act = <T>(work: Parameters<typeof inWorkspace<T>>[3]) =>
    inWorkspace(db(), actor, now, work);
  return {
    id: made.workspaceId,
    act,
    async curve() {
      const where = eq(sendTimeCurves.workspaceId, made.workspaceId);
      return (await db().select().from(sendTimeCurves).where(where))[0];
    },
    async addContact(timeZone: string | undefined, email = `ana${people++}@example.org`) {
      const input = { name: 'Ana', phones: [], emails: [{ address: email }], timeZone };
      return (await act((scope) => createContact(system.core, scope, input))).id;
    },
    /** `until`: the events are accepted, and not committed before it. */
    tell: (
      whose: { contactId?: string; address?: string },
      times: readonly Date[],
      until?: { accepted(): void; commit: Promise<void> },
    ) =>
      act(async (scope) => {
        await acceptEngagements(
          scope,
          times.map((at) => ({
            kind: 'readable' as const,
            input: { ...whose, channel: 'email' as const, kind: 'reply' as const, at },
          })),
        );
        until?.accepted();
        await until?.commit;
      }),
  };
}

/** Accepts events in a transaction that stays open until it is told to end. */
async function hold(tenant: Awaited<ReturnType<typeof openTenant>>, contactId: string, at: Date[]) {
  let commit = () => {};
  const committed = new Promise<void>((resolve) => {
    commit = resolve;
  });
  let told: Promise<unknown> = committed;
  await new Promise<void>((accepted, failed) => {
    told = tenant.tell({ contactId }, at, { accepted, commit: committed });
    told.catch(failed);
  });
  return async () => {
    commit();
    await told;
  };
}

/** The last Tuesdays at 09:00 by a clock that is so far east of UTC, all the year. */
function tuesdays(count: number, offsetHours: number): Date[] {
  const now = system.core.clock.nowMs();
  // 1970-01-06 was a Tuesday.
  const first = 5 * 86_400_000 + (9 - offsetHours) * 3_600_000 + 60_000;
  const last = first + Math.floor((now - first) / WEEK_MS) * WEEK_MS;
  return Array.from({ length: count }, (_, index) => new Date(last - index * WEEK_MS));
}

describe("O2: the workspace's curve", () => {
  test('is learned from what its recipients did, each by their own clock', async () => {
    const tenant = await openTenant();
    const far = await tenant.addContact('Asia/Kolkata');
    const near = await tenant.addContact('America/Phoenix', 'bo@example.org');
    await tenant.tell({ contactId: far }, tuesdays(6, 5.5));
    // Before they were a contact, of which the address tells.
    await tenant.tell({ address: 'bo@example.org' }, tuesdays(6, -7));
    await tenant.tell({ contactId: near }, tuesdays(2, -7));
    const unknown = await tenant.addContact(undefined);
    await tenant.tell({ contactId: unknown }, tuesdays(6, 3));
    expect(await learn()).toContain(tenant.id);
    const kept = await tenant.curve();
    expect(kept?.curve).toMatchObject({ recipients: 2, sampledOf: null });
    const share = kept?.curve?.share ?? [];
    expect(share.indexOf(Math.max(...share))).toBe(TUESDAY_NINE);
    expect(share.reduce((sum, part) => sum + part, 0)).toBeCloseTo(1, 9);
  });

  test('is learned anew when events came, however old, and another model; else it stays', async () => {
    const tenant = await openTenant();
    const contactId = await tenant.addContact('Europe/Vienna');
    expect(await learn()).not.toContain(tenant.id);
    await tenant.tell({ contactId }, [new Date()]);
    expect(await learn()).toContain(tenant.id);
    expect(await learn()).not.toContain(tenant.id);
    await tenant.tell({ contactId }, tuesdays(3, 1));
    expect(await learn()).toContain(tenant.id);
    expect((await tenant.curve())?.curve?.sessions).toBe(4);
    expect(await learn()).not.toContain(tenant.id);
    await db()
      .update(sendTimeCurves)
      .set({ paramsHash: toCurveHash({ hash: 'of others' }) })
      .where(eq(sendTimeCurves.workspaceId, tenant.id));
    expect(await learn()).toContain(tenant.id);
    // Before the model was coded as it is.
    await db()
      .update(sendTimeCurves)
      .set({ paramsHash: toCurveHash(shippedModel, '0') })
      .where(eq(sendTimeCurves.workspaceId, tenant.id));
    expect(await learn()).toContain(tenant.id);
    expect((await tenant.curve())?.paramsHash).toBe(toCurveHash(shippedModel));
    expect(await learn()).not.toContain(tenant.id);
    await tenant.act((scope) => deleteContact(scope, contactId));
    const other = await tenant.addContact(undefined);
    await tenant.tell({ contactId: other }, [new Date()]);
    expect(await learn()).toContain(tenant.id);
    expect((await tenant.curve())?.curve).toBe(null);
  });

  test('two who learn at once, one who is stopped, and events meanwhile do no harm', async () => {
    const tenant = await openTenant();
    const contactId = await tenant.addContact('Europe/Vienna');
    await tenant.tell({ contactId }, tuesdays(3, 1));
    const stopped = new AbortController();
    stopped.abort();
    expect(await learnCurves(deps(), stopped.signal)).toEqual([]);
    await Promise.all([learn(), learn(), tenant.tell({ contactId }, tuesdays(9, 1).slice(3))]);
    await learn();
    expect((await tenant.curve())?.curve?.sessions).toBe(9);
    expect(await learn()).not.toContain(tenant.id);
    // A process that died while it learned.
    await db()
      .update(sendTimeCurves)
      .set({ state: 'learning' })
      .where(eq(sendTimeCurves.workspaceId, tenant.id));
    expect(await learn()).toContain(tenant.id);
  });

  test.each(['none', 'stale', 'fresh'])(
    'knows of events that were accepted before, and committed while it is learned, where it is %s',
    async (state) => {
      const tenant = await openTenant();
      const contactId = await tenant.addContact('Europe/Vienna');
      const [first = new Date(), second = new Date(), ...others] = tuesdays(6, 1);
      await tenant.tell({ contactId }, [first]);
      if (state !== 'none') expect(await learn()).toContain(tenant.id);
      if (state === 'stale') await tenant.tell({ contactId }, [second]);
      const before = await tenant.curve();
      const commit = await hold(tenant, contactId, others);
      expect(await learn()).not.toContain(tenant.id);
      expect((await tenant.curve())?.learnedAt).toEqual(before?.learnedAt);
      await commit();
      expect(await learn()).toContain(tenant.id);
      expect((await tenant.curve())?.curve?.sessions).toBe(state === 'stale' ? 6 : 5);
      expect((await tenant.curve())?.state).toBe('fresh');
    },
  );

  test('is not kept by whom a later one overtook', async () => {
    const tenant = await openTenant();
    const first = await beginCurve(db(), tenant.id);
    const second = await beginCurve(db(), tenant.id);
    const made = { curve: null, paramsHash: 'h', learnedAt: new Date() };
    await storeCurve(db(), { workspaceId: tenant.id, turn: first ?? '' }, made);
    expect((await tenant.curve())?.state).toBe('learning');
    await tenant.act(({ tx }) => markCurvesStale(tx, [tenant.id]));
    await storeCurve(db(), { workspaceId: tenant.id, turn: second ?? '' }, made);
    expect(await tenant.curve()).toMatchObject({ state: 'stale', paramsHash: 'h' });
  });

  test('that cannot be learned keeps no other workspace from its own, and is told', async () => {
    const [broken, later] = [await openTenant(), await openTenant()];
    for (const tenant of [broken, later]) {
      const contactId = await tenant.addContact('Europe/Vienna');
      await tenant.tell({ contactId }, tuesdays(3, 1));
    }
    const { sql } = system.core.connection;
    await sql.unsafe(`ALTER TABLE send_time_curves
      ADD CONSTRAINT broken CHECK (workspace_id <> '${broken.id}') NOT VALID`);
    await expect(learn()).rejects.toThrow();
    expect((await later.curve())?.state).toBe('fresh');
    await sql`ALTER TABLE send_time_curves DROP CONSTRAINT broken`;
    expect(await learn()).toEqual([broken.id]);
  });

  test('rests on a sample where there are many, the same each time', async () => {
    const tenant = await openTenant();
    const { sql } = system.core.connection;
    await sql`INSERT INTO contacts (id, workspace_id, name, time_zone, created_at, updated_at)
      SELECT 'con_' || gen_random_uuid(), ${tenant.id}, 'Ana', 'Europe/Vienna', now(), now()
      FROM generate_series(1, 4500)`;
    await sql`INSERT INTO engagement_events (workspace_id, contact_id, channel, kind, at)
      SELECT workspace_id, id, 'email', 'click', now() FROM contacts WHERE workspace_id = ${tenant.id}`;
    const first = await sampleRecipients(db(), tenant.id, { most: 100 });
    expect([first.recipients.length, first.of]).toEqual([100, 4_500]);
    expect(await sampleRecipients(db(), tenant.id, { most: 100 })).toEqual(first);
    const all = await sampleRecipients(db(), tenant.id, { most: 4_500 });
    expect(new Set(all.recipients.map(({ id }) => id)).size).toBe(4_500);
    const stopping = AbortSignal.abort();
    expect((await sampleRecipients(db(), tenant.id, { stopping })).of).toBe(0);
    const subject = { workspaceId: tenant.id, retentionDays: 1, model: shippedModel };
    expect(await learnCurve(deps(), subject, stopping)).toBe(false);
    expect(await tenant.curve()).toMatchObject({ curve: null, state: 'learning' });
  });
});
