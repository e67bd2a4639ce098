import nodemailer from 'nodemailer';
import type { Outcome } from '#domain/outcome';
import { toNetworkOutcome } from './network-outcomes.ts';
import type { OutboundMessage, Provider } from './provider.ts';
import { smtpOutcomes } from './smtp-outcomes.ts';
import { toMailHeaders } from './to-mail-headers.ts';
import { toOneLine } from './to-one-line.ts';
import { toOutcome } from './to-outcome.ts';
import { withDeadline } from './with-deadline.ts';

export interface SmtpSettings {
  /** `smtp://user:password@host:587`, or `smtps://`. */
  url: string;
}

/** Half of a provider's time, to be connected, greeted and secured. */
const CONNECT_TIMEOUT_MS = 5_000;

/**
 * Email by any mail server, one connection for each: a session that is shared can end between two
 * messages, and nobody can tell which of them it took along.
 */
export function createSmtp(settings: SmtpSettings): Provider {
  return {
    async send(message, timeoutMs) {
      const transport = nodemailer.createTransport({
        url: settings.url,
        connectionTimeout: CONNECT_TIMEOUT_MS,
        greetingTimeout: CONNECT_TIMEOUT_MS,
        socketTimeout: timeoutMs,
        disableFileAccess: true,
        disableUrlAccess: true,
      });
      try {
        const mail = toMail(message);
        const { messageId } = await withDeadline(timeoutMs, (signal) =>
          transport.sendMail({ ...mail, signal }),
        );
        return { kind: 'accepted', providerMessageId: messageId };
      } catch (error) {
        return readFailure(error);
      }
    },
  };
}

function toMail(message: OutboundMessage) {
  const { from, to, subject, text, html, email } = message;
  return {
    from: { name: toOneLine(from.name), address: from.address ?? '' },
    to: { name: toOneLine(to.name ?? ''), address: to.address },
    ...(email?.replyTo ? { replyTo: { name: '', address: email.replyTo } } : {}),
    subject: toOneLine(subject ?? ''),
    headers: toMailHeaders(message),
    ...(text === null ? {} : { text }),
    ...(html === null ? {} : { html }),
  };
}

/** Nodemailer's own words for what fails before a message is offered. */
const beforeTheMessage = ['EDNS', 'ETLS', 'EAUTH', 'ENOAUTH', 'EOAUTH2', 'ECONFIG', 'EPROXY'];
const settingUp = ['CONNECT_TIMEOUT', 'GREETING_TIMEOUT', 'UPGRADE_TIMEOUT'];
/** Replies to these are about us, not about the message. */
const setUpCommands = /^(CONN|EHLO|HELO|LHLO|STARTTLS|AUTH)/;

interface SmtpError {
  code?: string;
  command?: string;
  responseCode?: number;
  timeoutType?: string;
}

function readFailure(error: unknown): Outcome {
  if (!(error instanceof Error)) return toNetworkOutcome(error);
  const { code = '', command = '', responseCode, timeoutType = '' } = error as SmtpError;
  const isSettingUp = beforeTheMessage.includes(code) || settingUp.includes(timeoutType);
  if (responseCode !== undefined) {
    if (isSettingUp || setUpCommands.test(command)) {
      return { kind: 'not_sent', code: `smtp_${responseCode}` };
    }
    return toOutcome({ status: responseCode, code: null }, smtpOutcomes, 'smtp_');
  }
  // Refused by the client itself, before it asked the server.
  if (command === 'API' && (code === 'EENVELOPE' || code === 'EMESSAGE')) {
    return { kind: 'refused', code: code.toLowerCase(), detail: 'the message cannot be a mail' };
  }
  if (isSettingUp) return { kind: 'not_sent', code: (timeoutType || code).toLowerCase() };
  return toNetworkOutcome(error);
}
