import twilio from 'twilio';
import { afterEach, describe, expect, it } from 'vitest';
import { startFakeBlueBubbles } from '#test/support/fakes/fake-bluebubbles';
import { startFakeSendGrid } from '#test/support/fakes/fake-sendgrid';
import { startFakeTwilio } from '#test/support/fakes/fake-twilio';
import type { FaultScript } from '#test/support/fakes/faults';
import type { Ledger } from '#test/support/fakes/ledger';
import { connectSendGrid } from './connect-sendgrid.ts';

/** A vendor, and one send by its client. */
interface Vendor {
  ledger: Ledger<unknown>;
  faults: FaultScript;
  send(timeoutMs?: number): Promise<unknown>;
  stop(): Promise<void>;
}

const PATIENCE_MS = 300;
const LONG_MS = 10_000;

async function startTwilio(): Promise<Vendor> {
  const account = { accountSid: `AC${'0'.repeat(32)}`, authToken: 'token' };
  const fake = await startFakeTwilio(account);
  return {
    ...fake,
    send(timeout = LONG_MS) {
      const httpClient = new twilio.RequestClient({ timeout });
      const client = twilio(account.accountSid, account.authToken, { httpClient });
      client.api.baseUrl = fake.url;
      return client.messages.create({ to: '+12025550123', from: '+12025550100', body: 'Hi' });
    },
  };
}

async function startSendGrid(): Promise<Vendor> {
  const fake = await startFakeSendGrid({ apiKey: 'SG.key' });
  return {
    ...fake,
    send(timeout = LONG_MS) {
      const mail = { to: 'a@example.com', from: 'b@example.com', subject: 'Hi', text: 'Hi' };
      return connectSendGrid(fake.url, 'SG.key', timeout).send(mail);
    },
  };
}

async function startBlueBubbles(): Promise<Vendor> {
  const address = '+12025550123';
  const fake = await startFakeBlueBubbles({ password: 'secret', addresses: [address] });
  return {
    ...fake,
    async send(timeout = LONG_MS) {
      const response = await fetch(`${fake.url}/api/v1/message/text?password=secret`, {
        method: 'POST',
        signal: AbortSignal.timeout(timeout),
        body: JSON.stringify({ chatGuid: `iMessage;-;${address}`, tempGuid: '1', message: 'Hi' }),
      });
      if (!response.ok) throw Object.assign(new Error('refused'), { status: response.status });
      return response.json();
    },
  };
}

describe.each([
  ['Twilio', startTwilio],
  ['SendGrid', startSendGrid],
  ['BlueBubbles', startBlueBubbles],
])('a request to the fake %s', (name, start) => {
  let vendor: Vendor;
  afterEach(() => vendor.stop());

  it('is accepted without a fault', async () => {
    vendor = await start();
    await vendor.send();
    expect(vendor.ledger.entries).toHaveLength(1);
  });

  it('is refused with the status that was asked for, and not accepted', async () => {
    vendor = await start();
    vendor.faults.next({ kind: 'answer', status: 503 });
    const status = name === 'SendGrid' ? { code: 503 } : { status: 503 };
    await expect(vendor.send()).rejects.toMatchObject(status);
    expect(vendor.ledger.entries).toHaveLength(0);
  });

  it('is cut off before it is accepted', async () => {
    vendor = await start();
    vendor.faults.next({ kind: 'drop_before_accept' });
    await expect(vendor.send()).rejects.toThrow(/socket hang up|fetch failed/);
    expect(vendor.ledger.entries).toHaveLength(0);
  });

  it('is cut off after it is accepted', async () => {
    vendor = await start();
    vendor.faults.next({ kind: 'drop_after_accept' });
    await expect(vendor.send()).rejects.toThrow(/socket hang up|fetch failed/);
    expect(vendor.ledger.entries).toHaveLength(1);
  });

  it('is not accepted, and never answered', async () => {
    vendor = await start();
    vendor.faults.next({ kind: 'hang_before_accept' });
    await expect(vendor.send(PATIENCE_MS)).rejects.toThrow(/timeout/);
    expect(vendor.ledger.entries).toHaveLength(0);
  });

  it('is accepted, and never answered', async () => {
    vendor = await start();
    vendor.faults.next({ kind: 'hang_after_accept' });
    const sent = vendor.send(PATIENCE_MS);
    await Promise.all([vendor.ledger.whenHolding(1), expect(sent).rejects.toThrow(/timeout/)]);
  });

  it('is accepted at once, and answered late', async () => {
    vendor = await start();
    vendor.faults.next({ kind: 'slow', ms: PATIENCE_MS });
    let isAnswered = false;
    const sent = vendor.send().then(() => {
      isAnswered = true;
    });
    await vendor.ledger.whenHolding(1);
    const acceptedMs = performance.now();
    expect(isAnswered).toBe(false);
    await sent;
    // Timers may fire a moment early.
    expect(performance.now() - acceptedMs).toBeGreaterThan(PATIENCE_MS / 2);
  });

  it('is accepted, and answered with what is no JSON', async () => {
    vendor = await start();
    vendor.faults.next({ kind: 'garbage' });
    // SendGrid's client never reads the body of a yes.
    const sent = vendor.send();
    await (name === 'SendGrid' ? sent : expect(sent).rejects.toThrow(/JSON/));
    expect(vendor.ledger.entries).toHaveLength(1);
  });

  it('that hangs does not keep the fake from stopping', async () => {
    vendor = await start();
    vendor.faults.always({ kind: 'hang_after_accept' });
    const sent = expect(vendor.send()).rejects.toThrow(/socket hang up|fetch failed/);
    await vendor.ledger.whenHolding(1);
    await vendor.stop();
    await sent;
  });
});
