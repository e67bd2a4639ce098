import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newId } from '#db/new-id';
import { buildMessage } from '#test/support/builders';
import { startTestApp, type TestApp, type TestRequest } from '#test/support/test-app';

const FORM = 'application/x-www-form-urlencoded';
const ONE_CLICK = 'List-Unsubscribe=One-Click';
const TOO_LARGE = 1_048_577;

let t: TestApp;
let mailboxes = 0;

beforeAll(async () => {
  t = await startTestApp();
});
afterAll(() => t.stop());

const email = (to: string, overrides = {}) =>
  t.request('POST /v1/messages', {
    body: buildMessage({ channel: 'email', to, subject: 'Your table', ...overrides }),
  });
const click = (token: string, options: TestRequest = {}) =>
  t.request(`POST /unsubscribe/${token}`, {
    key: null,
    raw: ONE_CLICK,
    ...options,
    headers: { 'Content-Type': FORM, ...options.headers },
  });
const statusOf = async (id: string) => (await t.request(`GET /v1/messages/${id}`)).json.status;

async function tokenOf(messageId: string, secret?: string): Promise<string> {
  const [row] = await t.database.connection.sql`
    SELECT signing_secret FROM workspaces w JOIN messages m ON m.workspace_id = w.id
    WHERE m.id = ${messageId}`;
  const key = secret ?? row?.signing_secret;
  return `${messageId}.${createHmac('sha256', key).update(messageId).digest('base64url')}`;
}

/** An email that is pending, to a mailbox of its own. */
async function handOut(): Promise<{ to: string; id: string; token: string }> {
  const to = `ana${mailboxes++}@example.org`;
  const { id } = (await email(to)).json;
  return { to, id, token: await tokenOf(id) };
}

describe('C6: one click (RFC 8058)', () => {
  test('suppresses the address, cancels what is pending for it, and says so', async () => {
    const { to, id, token } = await handOut();
    const another = (await email(to)).json.id;
    const other = await handOut();
    const answer = await click(token);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('Content-Type')).toMatch(/^text\/plain/);
    for (const canceled of [id, another]) {
      const { json } = await t.request(`GET /v1/messages/${canceled}`);
      expect(json).toMatchObject({ status: 'canceled', cancelReason: 'opted_out' });
    }
    expect(await statusOf(other.id)).toBe('scheduled');
    const refused = await email(to);
    expect([refused.status, refused.json.code]).toEqual([422, 'recipient_suppressed']);
    const [row] = await t.database.connection.sql`
      SELECT channel, reason FROM suppressions WHERE address = ${to}`;
    expect(row).toEqual({ channel: 'email', reason: 'unsubscribed' });
  });

  test('twice, or ten times at once, is 200 each time, with one event', async () => {
    const { id, token } = await handOut();
    const answers = await Promise.all(Array.from({ length: 10 }, () => click(token)));
    answers.push(await click(token));
    expect(answers.map(({ status }) => status)).toEqual(Array(11).fill(200));
    const { json } = await t.request(`GET /v1/messages/${id}/timeline`);
    const kinds = json.data.map(({ kind }: { kind: string }) => kind);
    expect(kinds).toEqual(['accepted', 'canceled']);
  });

  test('counts again for somebody who had come back, by the same email', async () => {
    const { to, token } = await handOut();
    await click(token);
    await t.database.connection.sql`DELETE FROM suppressions WHERE address = ${to}`;
    const { id } = (await email(to)).json;
    await click(token);
    expect(await statusOf(id)).toBe('canceled');
  });

  test('leaves the blacklist as it is', async () => {
    const { to, token } = await handOut();
    const { sql } = t.database.connection;
    await sql`INSERT INTO suppressions (workspace_id, channel, address, reason, created_at)
      VALUES (${t.workspaceId}, 'email', ${to}, 'blacklisted', now())`;
    expect((await click(token)).status).toBe(200);
    const [row] = await sql`SELECT reason FROM suppressions WHERE address = ${to}`;
    expect(row?.reason).toBe('blacklisted');
  });

  test('may come as multipart, as RFC 8058 says', async () => {
    const { id, token } = await handOut();
    const form = new FormData();
    form.set('List-Unsubscribe', 'One-Click');
    const encoded = new Response(form);
    const answer = await click(token, {
      raw: new Uint8Array(await encoded.arrayBuffer()),
      headers: { 'Content-Type': encoded.headers.get('Content-Type') ?? '' },
    });
    expect([answer.status, await statusOf(id)]).toEqual([200, 'canceled']);
  });

  test('K1: ends nothing in another workspace', async () => {
    const { to, token } = await handOut();
    const key = await t.createWorkspace('another');
    const sender = { channel: 'email', provider: 'sink', address: 'other@example.com', name: 'x' };
    const made = await t.request('POST /v1/senders', { key, body: sender });
    const body = buildMessage({ channel: 'email', to, subject: 'x', from: made.json.id });
    const before = await t.request('POST /v1/messages', { key, body });
    await click(token);
    const after = await t.request(`GET /v1/messages/${before.json.id}`, { key });
    expect(after.json.status).toBe('scheduled');
    expect((await t.request('POST /v1/messages', { key, body })).status).toBe(201);
  });
});

describe('C6: what is no click changes nothing', () => {
  test.each([
    ['nothing', '', FORM],
    ['another field', 'unsubscribe=yes', FORM],
    ['another value', 'List-Unsubscribe=Maybe', FORM],
    ['JSON', '{"List-Unsubscribe":"One-Click"}', 'application/json'],
    ['a broken multipart', 'x', 'multipart/form-data; boundary=b'],
    ['no content type that there is', ONE_CLICK, 'x'],
  ])('a body of %s is 422', async (_, raw, contentType) => {
    const { id, token } = await handOut();
    const answer = await click(token, { raw, headers: { 'Content-Type': contentType } });
    expect([answer.status, answer.json.code]).toEqual([422, 'validation_failed']);
    expect(await statusOf(id)).toBe('scheduled');
  });

  test('a body that is too large is 413', async () => {
    const { token } = await handOut();
    const answer = await click(token, { raw: `${ONE_CLICK}&x=${'x'.repeat(TOO_LARGE)}` });
    expect([answer.status, answer.json.code]).toEqual([413, 'body_too_large']);
  });

  test.each(['PUT', 'DELETE', 'PATCH'])('%s is 405', async (method) => {
    const { token } = await handOut();
    expect((await t.request(`${method} /unsubscribe/${token}`, { key: null })).status).toBe(405);
  });
});

describe('a token that is none of ours is 404', () => {
  const cases: [string, (token: string) => string | Promise<string>][] = [
    ['cut', (token) => token.slice(0, -1)],
    ['longer', (token) => `${token}A`],
    ['changed by a letter', (token) => token.slice(0, -1) + (token.endsWith('A') ? 'B' : 'A')],
    [
      'of another message',
      async (token) => `${token.split('.')[0]}.${(await handOut()).token.split('.')[1]}`,
    ],
    ['of a message that nobody has', () => tokenOfNobody()],
    ['signed with another secret', (token) => tokenOf(token.split('.')[0] ?? '', 'another')],
    ['signed with an empty secret', (token) => tokenOf(token.split('.')[0] ?? '', '')],
    ['without a signature', (token) => `${token.split('.')[0]}.`],
    ['a word', () => 'x'],
    ['long', () => 'x'.repeat(5_000)],
    ['a path', () => '..%2F..%2Fv1%2Fmessages'],
    ['with NUL', () => 'msg_%00.x'],
  ];

  test.each(cases)('%s', async (_, change) => {
    const { id, token } = await handOut();
    const forged = await change(token);
    const answers = [
      await click(forged),
      await t.request(`GET /unsubscribe/${forged}`, { key: null }),
    ];
    for (const { status, json } of answers) expect([status, json.code]).toEqual([404, 'not_found']);
    expect(await statusOf(id)).toBe('scheduled');
  });

  test('of a text message: it has no link', async () => {
    const { id } = (await t.request('POST /v1/messages', { body: buildMessage() })).json;
    expect((await click(await tokenOf(id))).status).toBe(404);
  });

  const tokenOfNobody = () => {
    const id = newId('msg');
    return `${id}.${createHmac('sha256', '').update(id).digest('base64url')}`;
  };
});

describe('the page behind the link', () => {
  test('has a button that does what one click does, and changes nothing when looked at', async () => {
    const { id, token } = await handOut();
    const page = await t.request(`GET /unsubscribe/${token}`, { key: null });
    await t.request(`HEAD /unsubscribe/${token}`, { key: null });
    expect(page.status).toBe(200);
    expect(page.headers.get('Content-Type')).toMatch(/^text\/html/);
    expect(await statusOf(id)).toBe('scheduled');
    const [, name, value] =
      /<input type="hidden" name="(.*?)" value="(.*?)">/.exec(page.text) ?? [];
    expect(page.text).toContain('<form method="post">');
    expect((await click(token, { raw: `${name}=${value}` })).status).toBe(200);
    expect(await statusOf(id)).toBe('canceled');
  });

  test("K3: names nobody, has no script, and is nobody's to frame or keep", async () => {
    const { to, token } = await handOut();
    const page = await t.request(`GET /unsubscribe/${token}`, { key: null });
    for (const secret of [to, token, 'Ana']) expect(page.text).not.toContain(secret);
    expect(page.text).not.toMatch(/<script|\son\w+=|(src|href)="(?!data:)/);
    const policy = page.headers.get('Content-Security-Policy');
    for (const rule of ["default-src 'none'", "form-action 'self'", "frame-ancestors 'none'"]) {
      expect(policy).toContain(rule);
    }
    expect(page.headers.get('Referrer-Policy')).toBe('no-referrer');
    expect(page.headers.get('Cache-Control')).toBe('no-store');
  });

  test('K3: neither the log nor the metrics have the token', async () => {
    const { to, token } = await handOut();
    await t.request(`GET /unsubscribe/${token}`, { key: null });
    await click(token);
    const seen = t.logLines.join('') + (await t.request('GET /metrics', { key: null })).text;
    expect(seen).toContain('/unsubscribe/:token');
    for (const secret of [to, token]) expect(seen).not.toContain(secret);
  });
});
