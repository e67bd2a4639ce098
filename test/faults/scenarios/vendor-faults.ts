import { choosePort } from '#local/choose-port';
import { waitUntil } from '#local/wait-until';
import { acceptedId, inParallel } from '../crowd.ts';
import type { Figures } from '../judge.ts';
import type { Scenario } from '../scenario.ts';
import { type Separate, startSeparate } from '../separate.ts';
import { withDatabase } from '../truth.ts';
import { judgeVendor, type Policy, type VendorCase } from '../vendors/judge-vendor.ts';
import { type Mode, modes } from '../vendors/modes.ts';
import {
  type OpenVendor,
  openBluebubbles,
  openSendgrid,
  openSmtp,
  openTwilio,
  type Vendor,
} from '../vendors/vendors.ts';

const EACH = 200;
/** In which all of them are accepted, on a busy machine too. */
const LEAD_MS_EACH = 12;
const LEAST_LEAD_MS = 2_000;
/** Hangs take ten seconds each, a hundred at a time, and what is sent again takes them again. */
const SETTLED_WITHIN_MS = 300_000;
const LOOK_EVERY_MS = 500;
/** The shortest that there is. */
const FALLBACK_SECONDS = 5;

/** A vendor that misbehaves in nine ways, each to 200 messages; in turn for both policies. */
function vendorFaults(name: string, title: string, open: OpenVendor): Scenario {
  return {
    name,
    title: `${title} misbehaves in nine ways`,
    rounds: 2,
    async open(scratch, share) {
      const port = await choosePort();
      const url = `http://127.0.0.1:${port}`;
      const vendor = await open(url);
      const separate = await startSeparate(scratch, {
        ...vendor.environment,
        PORT: String(port),
        PUBLIC_URL: url,
      });
      await separate.startWorker();
      const sender = await prepare(separate, vendor);
      const each = Math.max(1, Math.round(EACH * share));
      return {
        round: (_, number) =>
          runRound({ separate, vendor, sender, each, policy: number % 2 ? 'reconcile' : 'resend' }),
        async close() {
          await separate.stop();
          await vendor.stop();
        },
      };
    },
  };
}

export const twilioFaults = vendorFaults('j', 'Twilio', openTwilio);
export const sendgridFaults = vendorFaults('k', 'SendGrid', openSendgrid);
export const smtpFaults = vendorFaults('l', 'a mail server', openSmtp);
export const bluebubblesFaults = vendorFaults('m', 'BlueBubbles', openBluebubbles);

/** @returns the sender to whose messages the vendor misbehaves. */
async function prepare({ api, databaseUrl }: Separate, vendor: Vendor): Promise<string> {
  const ids: string[] = [];
  for (const sender of vendor.senders) ids.push(acceptedId(await api.post('/v1/senders', sender)));
  await withDatabase(
    databaseUrl,
    (sql) => sql`
    UPDATE workspaces SET imessage_fallback_seconds = ${FALLBACK_SECONDS}`,
  );
  return ids[0] ?? '';
}

interface Round {
  separate: Separate;
  vendor: Vendor;
  sender: string;
  each: number;
  policy: Policy;
}

async function runRound(round: Round): Promise<Figures> {
  const { vendor, each, policy } = round;
  const numbers = modes.flatMap((_, mode) =>
    Array.from({ length: each }, (__, n) => mode * 1_000 + n),
  );
  const before = vendor.taken().map((all) => all.length);
  misbehaveOnce(vendor);
  const ids = await schedule(round, numbers);
  await untilSettled(round.separate.databaseUrl, ids);
  await vendor.whenIdle();
  const taken = vendor.taken().map((all, channel) => all.slice(before[channel]));
  const cases = await readCases(round, numbers, ids);
  for (const [index, number] of numbers.entries()) {
    const own = taken.map((all) => all.filter(({ to }) => to === vendor.toAddress(number)));
    const first = own.flat().map(({ at }) => at.getTime());
    const found = cases[index];
    if (!found) continue;
    found.taken = own.map((all) => all.length);
    found.firstTakenAt = first.length === 0 ? null : new Date(Math.min(...first));
  }
  return judgeVendor(cases, policy);
}

/** To the first request about each message; those that follow are well. */
function misbehaveOnce(vendor: Vendor): void {
  const met = new Set<number>();
  vendor.script.choose((request) => {
    const number = vendor.readNumber(request);
    if (number === null || met.has(number)) return null;
    met.add(number);
    return vendor.faults[modeOf(number)];
  });
}

function modeOf(number: number): Mode {
  return modes[Math.floor(number / 1_000)] ?? 'refuses';
}

async function schedule({ separate, vendor, sender, policy }: Round, numbers: readonly number[]) {
  const leadMs = LEAST_LEAD_MS + LEAD_MS_EACH * numbers.length;
  const sendAt = new Date(Date.now() + leadMs).toISOString();
  const answers = await inParallel(numbers, (number) =>
    separate.api.post('/v1/messages', {
      channel: vendor.channel,
      to: vendor.toAddress(number),
      from: sender,
      ...(vendor.channel === 'email' ? { subject: 'A fault' } : {}),
      text: 'A message of the fault campaign',
      sendAt,
      onUnknown: policy,
    }),
  );
  return answers.map(acceptedId);
}

async function untilSettled(databaseUrl: string, ids: readonly string[]): Promise<void> {
  const isSettled = () =>
    withDatabase(databaseUrl, async (sql) => {
      const rows = await sql`
        SELECT FROM messages WHERE id = ANY(${[...ids]}::text[])
          AND (status IN ('scheduled', 'sending') OR next_attempt_at IS NOT NULL OR falling_back)
        LIMIT 1`;
      return rows.length === 0;
    });
  const options = {
    timeoutMs: SETTLED_WITHIN_MS,
    everyMs: LOOK_EVERY_MS,
    what: 'all to be settled',
  };
  // Who is not settled by then counts as odd: the verdict says which.
  await waitUntil(isSettled, options).catch(() => {});
}

async function readCases({ separate }: Round, numbers: readonly number[], ids: readonly string[]) {
  type Row = Pick<VendorCase, 'id' | 'status' | 'sendAt' | 'reason' | 'kinds'>;
  const rows = await withDatabase(
    separate.databaseUrl,
    (sql) => sql<Row[]>`
      SELECT id, status, send_at AS "sendAt", failure_code AS reason,
        (SELECT jsonb_agg(kind ORDER BY e.id) FROM message_events e WHERE e.message_id = m.id) AS kinds
      FROM messages m WHERE id = ANY(${[...ids]}::text[])`,
  );
  const byId = new Map(rows.map((row) => [row.id, row]));
  return ids.flatMap((id, index): VendorCase[] => {
    const row = byId.get(id);
    const mode = modeOf(numbers[index] ?? 0);
    return row ? [{ ...row, mode, taken: [], firstTakenAt: null }] : [];
  });
}
