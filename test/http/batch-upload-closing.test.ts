import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { inHours } from '#test/support/builders';
import { startTestApp, type TestApp } from '#test/support/test-app';
import { openBatch, putLines } from '#test/support/uploads';

let t: TestApp;
beforeAll(async () => {
  t = await startTestApp();
});
afterAll(() => t.stop());

describe('B1: an upload that is closed', () => {
  test('without a line is done; so is one of a header alone', async () => {
    const [empty, header] = [await openBatch(t), await openBatch(t)];
    await putLines(t, header, { bytes: '\uFEFFto,text' });
    for (const id of [empty, header]) {
      const closed = await t.request(`POST /v1/batches/${id}/close`);
      expect([closed.status, closed.json.status, closed.json.total]).toEqual([200, 'done', 0]);
      expect(closed.json.upload).toMatchObject({ accepted: 0, lines: id === empty ? 0 : 1 });
      const again = await t.request(`POST /v1/batches/${id}/close`);
      expect([again.status, again.json]).toEqual([200, closed.json]);
    }
  });

  test('and never was open, as all came in one request, stays as it is', async () => {
    const items = [{ channel: 'sms', to: '+12125550123', text: 'Hello', sendAt: inHours(1) }];
    const made = await t.request('POST /v1/batches', { body: { items } });
    const close = () => t.request(`POST /v1/batches/${made.json.id}/close`);
    expect((await close()).json).toMatchObject({ status: 'running', upload: null });
    await t.request(`POST /v1/batches/${made.json.id}/cancel`);
    expect(await close()).toMatchObject({ status: 200, json: { status: 'canceled', total: 1 } });
  });

  test('with allOrNothing and a rejected line is canceled, and so are its messages', async () => {
    const id = await openBatch(t, { allOrNothing: true });
    await putLines(t, id, { bytes: 'to\n+12125550101\nnobody' });
    const closed = await t.request(`POST /v1/batches/${id}/close`);
    expect(closed.json).toMatchObject({ status: 'canceled', upload: { accepted: 1, rejected: 1 } });
    // From the answer on.
    const shown = await t.request(`GET /v1/batches/${id}/messages`);
    expect(shown.json.data).toMatchObject([{ status: 'canceled', cancelReason: 'batch_canceled' }]);
    expect((await t.request(`POST /v1/batches/${id}/close`)).json.status).toBe('canceled');
    const { sql } = t.database.connection;
    const events = await sql`SELECT kind FROM batch_events WHERE batch_id = ${id} ORDER BY id`;
    expect(events.map(({ kind }) => kind)).toEqual(['closed', 'canceled']);
    const good = await openBatch(t, { allOrNothing: true });
    await putLines(t, good, { bytes: 'to\n+12125550101\n' });
    expect((await t.request(`POST /v1/batches/${good}/close`)).json.status).toBe('running');
  });
});
