import type { Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { SMTPServer, type SMTPServerOptions, type SMTPServerSession } from 'smtp-server';
import { createFaultScript, type Fault, type FaultScript, type SmtpStage } from './faults.ts';
import { createLedger, type Ledger } from './ledger.ts';
import { type Listening, LOOPBACK, listenOnLoopback } from './listen-on-loopback.ts';

/** A mail that was accepted, at the end of its DATA. */
export interface SmtpEntry {
  mailFrom: string;
  rcptTo: string[];
  /** Headers and body as they came, read as UTF-8. */
  raw: string;
  /** Of its header, without the brackets. */
  messageId: string | null;
  acceptedAt: Date;
}

export interface FakeSmtpOptions {
  port?: number;
  /** With a password, nobody may send who does not give both. */
  user?: string;
  password?: string;
}

export interface FakeSmtp {
  /** With the credentials in it, as `SMTP_URL` takes it. */
  url: string;
  connections: Listening['connections'];
  ledger: Ledger<SmtpEntry>;
  /** One for each mail, counted by MAIL FROM; for those at `connect` by connection. */
  faults: FaultScript;
  stop(): Promise<void>;
}

type Done = (error?: Error | null) => void;

const GARBAGE = '<html><body>Bad gateway</body></html>\r\n';

/** A mail server on the loopback that takes every address. */
export async function startFakeSmtp(options: FakeSmtpOptions = {}): Promise<FakeSmtp> {
  const ledger = createLedger<SmtpEntry>();
  const faults = createFaultScript();
  const current = new Map<string, Fault | null>();
  const sockets = new Map<number | undefined, Socket>();
  const refuseAt = (stage: SmtpStage, session: SMTPServerSession, done: Done) =>
    done(toRefusal(current.get(session.id) ?? null, stage));

  const server = new SMTPServer({
    ...toAccess(options),
    disableReverseLookup: true,
    onConnect: (_session, done) => done(toRefusal(faults.take(isAtConnect), 'connect')),
    onMailFrom(_address, session, done) {
      current.set(session.id, faults.take(isAtMail));
      refuseAt('mail', session, done);
    },
    onRcptTo({ address }, session, done) {
      const isLater = (fault: Fault) => !isAtConnect(fault) && !isAtMail(fault);
      const fault = current.get(session.id) ?? faults.take(isLater, address);
      current.set(session.id, fault);
      refuseAt('rcpt', session, done);
    },
    async onData(stream, session, done) {
      const fault = current.get(session.id) ?? null;
      const socket = sockets.get(session.remotePort);
      if (fault?.kind === 'drop_before_accept') {
        stream.once('data', () => socket?.destroy());
        return;
      }
      const raw = await text(stream).catch(() => null);
      const refusal = toRefusal(fault, 'data');
      // The client went away in the middle of it, or is to wait for ever.
      if (raw === null || fault?.kind === 'hang_before_accept') return;
      if (refusal) return done(refusal);
      ledger.append(toEntry(session, raw));
      await answer(fault, socket, done);
    },
    onClose(session) {
      current.delete(session.id);
      sockets.delete(session.remotePort);
    },
  });
  server.server.on('connection', (socket) => sockets.set(socket.remotePort, socket));
  // Clients that break off are what the faults are for.
  server.on('error', () => {});
  const { port, stop, connections } = await listenOnLoopback(server.server, options.port);
  return { url: toUrl(options, port), connections, ledger, faults, stop };
}

async function answer(fault: Fault | null, socket: Socket | undefined, done: Done): Promise<void> {
  if (fault?.kind === 'drop_after_accept') socket?.destroy();
  if (fault?.kind === 'garbage') socket?.write(GARBAGE);
  if (fault?.kind === 'slow') await sleep(fault.ms, undefined, { ref: false });
  if (fault === null || fault.kind === 'slow' || fault.kind === 'answer') done();
}

function toAccess({ user, password }: FakeSmtpOptions): SMTPServerOptions {
  if (password === undefined) return { disabledCommands: ['STARTTLS', 'AUTH'] };
  return {
    disabledCommands: ['STARTTLS'],
    allowInsecureAuth: true,
    onAuth(auth, _session, done) {
      const isRight = auth.username === user && auth.password === password;
      if (isRight) done(null, { user });
      else done(toError(535, 'Invalid username or password'));
    },
  };
}

function isAtConnect(fault: Fault): boolean {
  return fault.kind === 'answer' && fault.at === 'connect';
}

function isAtMail(fault: Fault): boolean {
  return fault.kind === 'answer' && fault.at === 'mail';
}

function toRefusal(fault: Fault | null, stage: SmtpStage): Error | null {
  if (fault?.kind !== 'answer' || (fault.at ?? 'rcpt') !== stage) return null;
  return toError(fault.status, 'The fake was told to answer this');
}

function toError(responseCode: number, message: string): Error {
  return Object.assign(new Error(message), { responseCode });
}

function toEntry({ envelope }: SMTPServerSession, raw: string): SmtpEntry {
  const { mailFrom, rcptTo } = envelope;
  return {
    mailFrom: mailFrom ? mailFrom.address : '',
    rcptTo: rcptTo.map(({ address }) => address),
    raw,
    messageId: /^message-id:\s*<([^>]+)>/im.exec(raw)?.[1] ?? null,
    acceptedAt: new Date(),
  };
}

function toUrl({ user = '', password }: FakeSmtpOptions, port: number): string {
  const [name, secret] = [user, password ?? ''].map(encodeURIComponent);
  return `smtp://${password === undefined ? '' : `${name}:${secret}@`}${LOOPBACK}:${port}`;
}
