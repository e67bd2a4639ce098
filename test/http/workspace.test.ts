import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestApp, type TestApp } from '#test/support/test-app';

let t: TestApp;
beforeAll(async () => {
  t = await startTestApp();
});
afterAll(() => t.stop());

describe('/v1/workspace', () => {
  test('is read and changed by admins, with the version that they saw', async () => {
    const before = await t.request('GET /v1/workspace');
    expect(before.headers.get('ETag')).toBe('"1"');
    const answer = await t.request('PATCH /v1/workspace', {
      body: { defaultCountry: 'AT', defaultTimeZone: 'Europe/Vienna', name: 'Wien' },
      headers: { 'If-Match': '"1"' },
    });
    expect(answer.status).toBe(200);
    expect(answer.json).toMatchObject({ defaultCountry: 'AT', name: 'Wien', version: 2 });
    expect((await t.request('GET /v1/workspace')).json).toEqual(answer.json);
    const stale = await t.request('PATCH /v1/workspace', {
      body: {},
      headers: { 'If-Match': '"1"' },
    });
    expect(stale.status).toBe(412);
  });

  test('N2: the default country reads numbers from then on', async () => {
    await t.request('PATCH /v1/workspace', { body: { defaultCountry: 'AT' } });
    const body = { name: 'Ana', phones: [{ number: '0664 1234567' }] };
    const contact = await t.request('POST /v1/contacts', { body });
    expect(contact.json.phones[0].number).toBe('+436641234567');
  });

  test('N9: whether pending texts follow their contacts is chosen, and off at first', async () => {
    expect((await t.request('GET /v1/workspace')).json.rerenderOnContactChange).toBe(false);
    const body = { rerenderOnContactChange: true };
    const answer = await t.request('PATCH /v1/workspace', { body });
    expect([answer.status, answer.json.rerenderOnContactChange]).toEqual([200, true]);
  });

  test('C6: links to unsubscribe can be asked for, and without PUBLIC_URL it says what is missing', async () => {
    const before = await t.request('GET /v1/workspace');
    expect(before.json).toMatchObject({ unsubscribeHeaders: false, warnings: [] });
    const body = { unsubscribeHeaders: true };
    const answer = await t.request('PATCH /v1/workspace', { body });
    expect([answer.status, answer.json.unsubscribeHeaders]).toEqual([200, true]);
    expect(answer.json.warnings).toMatchObject([{ code: 'public_url_missing' }]);
    expect((await t.request('GET /v1/workspace')).json).toEqual(answer.json);
    const reachable = await startTestApp({ publicUrl: 'https://punctual.example' });
    const there = await reachable.request('PATCH /v1/workspace', { body });
    expect(there.json).toMatchObject({ unsubscribeHeaders: true, warnings: [] });
    await reachable.stop();
  });

  test('K3: shows nothing of what it signs with', async () => {
    const { sql } = t.database.connection;
    const [row] = await sql`SELECT signing_secret FROM workspaces WHERE id = ${t.workspaceId}`;
    expect(row?.signing_secret).toHaveLength(64);
    expect((await t.request('GET /v1/workspace')).text).not.toContain(row?.signing_secret);
  });

  test.each([
    [{ defaultCountry: 'XX' }, '/defaultCountry'],
    [{ defaultCountry: 'us' }, '/defaultCountry'],
    [{ defaultTimeZone: 'Nowhere' }, '/defaultTimeZone'],
    [{ name: null }, '/name'],
    [{ unlockOptimized: 'yes' }, '/unlockOptimized'],
    [{ unsubscribeHeaders: null }, '/unsubscribeHeaders'],
    [{ rerenderOnContactChange: 'yes' }, '/rerenderOnContactChange'],
    [{ signingSecret: 'x' }, '/signingSecret'],
    [{ id: 'wsp_1' }, '/id'],
  ])('%j is 422', async (body, pointer) => {
    const answer = await t.request('PATCH /v1/workspace', { body });
    expect(answer.status).toBe(422);
    expect(answer.json.errors[0].pointer).toBe(pointer);
  });
});
