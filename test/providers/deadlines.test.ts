import { expect, onTestFinished, test } from 'vitest';
import { createBluebubbles } from '#providers/bluebubbles';
import { createBluebubblesClient } from '#providers/bluebubbles-client';
import { createImessageAvailability } from '#providers/imessage-availability';
import type { OutboundMessage, Provider } from '#providers/provider';
import { createSendgrid } from '#providers/sendgrid';
import { createSmtp } from '#providers/smtp';
import { createTwilio } from '#providers/twilio';
import { eventually } from '#test/support/eventually';
import { startFakeBlueBubbles } from '#test/support/fakes/fake-bluebubbles';
import { startFakeSendGrid } from '#test/support/fakes/fake-sendgrid';
import { startFakeSmtp } from '#test/support/fakes/fake-smtp';
import { startFakeTwilio } from '#test/support/fakes/fake-twilio';
import type { FaultScript } from '#test/support/fakes/faults';
import type { Connections } from '#test/support/fakes/listen-on-loopback';
import { buildEmail, buildOutbound } from './build-outbound.ts';

interface Stage {
  fake: {
    connections(): Connections;
    faults: FaultScript;
    ledger: { entries: readonly unknown[] };
    stop(): Promise<void>;
  };
  provider: Provider;
  message: OutboundMessage;
}

const TIMEOUT_MS = 400;
/**
 * Less than idle connections are kept (4 s), far less than a worker gives a call: what has ended by
 * then was broken off, at the deadline that `send` was given.
 */
const ENDED_WITHIN_MS = 3_000;
const number = '+12125550123';

const vendors: Record<string, () => Promise<Stage>> = {
  async twilio() {
    const credentials = { accountSid: `AC${'0'.repeat(32)}`, authToken: 'token' };
    const fake = await startFakeTwilio(credentials);
    const provider = createTwilio({ ...credentials, baseUrl: fake.url });
    return { fake, provider, message: buildOutbound() };
  },
  async sendgrid() {
    const apiKey = 'SG.test';
    const fake = await startFakeSendGrid({ apiKey });
    const provider = createSendgrid({ apiKey, baseUrl: `${fake.url}/` });
    return { fake, provider, message: buildEmail() };
  },
  async smtp() {
    const fake = await startFakeSmtp();
    return { fake, provider: createSmtp({ url: fake.url }), message: buildEmail() };
  },
  async bluebubbles() {
    const password = 'password';
    const fake = await startFakeBlueBubbles({ password, addresses: [number] });
    const client = createBluebubblesClient({ url: fake.url, password });
    const provider = createBluebubbles(client, createImessageAvailability(client));
    return { fake, provider, message: buildOutbound({ channel: 'imessage' }) };
  },
};

test.each(Object.entries(vendors))(
  'H4: a call of %s that is not answered is broken off at its deadline, so that nothing goes out late',
  async (_, stage) => {
    const { fake, provider, message } = await stage();
    onTestFinished(() => fake.stop());
    fake.faults.next({ kind: 'hang_before_accept' });
    expect(await provider.send(message, TIMEOUT_MS)).toMatchObject({ kind: 'ambiguous' });
    const hasEnded = () => fake.connections().open < fake.connections().opened;
    await eventually('the end of the connection', hasEnded, ENDED_WITHIN_MS);
    expect(fake.ledger.entries).toEqual([]);
  },
);
