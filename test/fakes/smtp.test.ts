import nodemailer from 'nodemailer';
import { describe, expect, it, type TestContext } from 'vitest';
import { type FakeSmtp, type FakeSmtpOptions, startFakeSmtp } from '#test/support/fakes/fake-smtp';

const hello = {
  from: 'us@example.com',
  to: ['ann@example.com', 'bob@example.com'],
  subject: 'Hello',
  text: 'Zoë says\n.\nhello',
  messageId: '<msg_1@example.com>',
};
/** The server waits 100 ms with its greeting. */
const PATIENCE_MS = 500;
const LONG_MS = 10_000;

async function start({ onTestFinished }: TestContext, options?: FakeSmtpOptions) {
  const fake = await startFakeSmtp(options);
  onTestFinished(fake.stop);
  return fake;
}

async function send({ url }: Pick<FakeSmtp, 'url'>, socketTimeout = LONG_MS): Promise<string> {
  const transport = nodemailer.createTransport({ url, socketTimeout });
  try {
    const { response } = await transport.sendMail(hello);
    return String(response);
  } finally {
    transport.close();
  }
}

// Side by side: each has a server of its own, and waits for its greeting.
describe.concurrent('a mail to the fake mail server', () => {
  it('is kept as it came', async (context) => {
    const fake = await start(context);
    expect(await send(fake)).toMatch(/^250 /);
    expect(fake.ledger.entries).toEqual([
      {
        mailFrom: 'us@example.com',
        rcptTo: hello.to,
        raw: expect.stringContaining('Subject: Hello\r\n'),
        messageId: 'msg_1@example.com',
        acceptedAt: expect.any(Date),
      },
    ]);
    expect(fake.ledger.entries[0]?.raw).toMatch(/Zo=C3=AB says\r\n\.\r\nhello|Zoë/);
  });

  it('goes by a session that is used again, and has a fault of its own', async (context) => {
    const fake = await start(context);
    const transport = nodemailer.createTransport({ url: fake.url, pool: true, maxConnections: 1 });
    fake.faults.next({ kind: 'answer', status: 450 });
    await expect(transport.sendMail(hello)).rejects.toMatchObject({ responseCode: 450 });
    await transport.sendMail(hello);
    transport.close();
    expect(fake.ledger.entries).toHaveLength(1);
  });

  it.for([
    ['connect', 'CONN'],
    ['mail', 'MAIL FROM'],
    ['rcpt', 'RCPT TO'],
    ['data', 'DATA'],
  ] as const)('is refused at %s', async ([at, command], context) => {
    const fake = await start(context);
    fake.faults.next({ kind: 'answer', status: 451, at });
    await expect(send(fake)).rejects.toMatchObject({ responseCode: 451, command });
    expect(fake.ledger.entries).toHaveLength(0);
    expect(await send(fake)).toMatch(/^250 /);
  });

  it('is refused for its recipient when nothing else is said', async (context) => {
    const fake = await start(context);
    fake.faults.next({ kind: 'answer', status: 550 });
    await expect(send(fake)).rejects.toMatchObject({ responseCode: 550, command: 'RCPT TO' });
  });

  it('is cut off before it is accepted', async (context) => {
    const fake = await start(context);
    fake.faults.next({ kind: 'drop_before_accept' });
    await expect(send(fake)).rejects.toMatchObject({ code: expect.stringMatching(/^E/) });
    expect(fake.ledger.entries).toHaveLength(0);
  });

  it('is cut off after it is accepted', async (context) => {
    const fake = await start(context);
    fake.faults.next({ kind: 'drop_after_accept' });
    await expect(send(fake)).rejects.toMatchObject({ code: expect.stringMatching(/^E/) });
    expect(fake.ledger.entries).toHaveLength(1);
  });

  it('is not accepted, and never answered', async (context) => {
    const fake = await start(context);
    fake.faults.next({ kind: 'hang_before_accept' });
    await expect(send(fake, PATIENCE_MS)).rejects.toMatchObject({ code: 'ETIMEDOUT' });
    expect(fake.ledger.entries).toHaveLength(0);
  });

  it('is accepted, and never answered', async (context) => {
    const fake = await start(context);
    fake.faults.next({ kind: 'hang_after_accept' });
    await expect(send(fake, PATIENCE_MS)).rejects.toMatchObject({ code: 'ETIMEDOUT' });
    expect(fake.ledger.entries).toHaveLength(1);
  });

  it('is accepted at once, and answered late', async (context) => {
    const fake = await start(context);
    fake.faults.next({ kind: 'slow', ms: 200 });
    const sent = send(fake);
    await fake.ledger.whenHolding(1);
    const acceptedMs = performance.now();
    await sent;
    // Timers may fire a moment early.
    expect(performance.now() - acceptedMs).toBeGreaterThan(100);
  });

  it('is accepted, and answered with what is no SMTP', async (context) => {
    const fake = await start(context);
    fake.faults.next({ kind: 'garbage' });
    const error = await send(fake).catch((thrown) => thrown);
    expect(error).toMatchObject({ code: 'EMESSAGE', command: 'DATA' });
    expect(error.response).toMatch(/^<html>/);
    expect(fake.ledger.entries).toHaveLength(1);
  });

  it('that hangs does not keep the server from stopping', async (context) => {
    const fake = await start(context);
    fake.faults.next({ kind: 'hang_after_accept' });
    const sent = expect(send(fake)).rejects.toThrow();
    await fake.ledger.whenHolding(1);
    await fake.stop();
    await sent;
  });
});

describe.concurrent('a mail server that wants a password', () => {
  it('takes mail with it, and only with it', async (context) => {
    const fake = await start(context, { user: 'us@example.com', password: 'p/w' });
    expect(await send(fake)).toMatch(/^250 /);
    const { host } = new URL(fake.url);
    const wrong = send({ url: `smtp://us:wrong@${host}` });
    await expect(wrong).rejects.toMatchObject({ code: 'EAUTH', responseCode: 535 });
    const none = send({ url: `smtp://${host}` });
    await expect(none).rejects.toMatchObject({ responseCode: 530 });
    expect(fake.ledger.entries).toHaveLength(1);
  });
});
