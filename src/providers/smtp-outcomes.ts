import type { OutcomeTable } from './outcome-table.ts';

/**
 * What a mail server's replies come to (RFC 5321, 4.2.1): a 4yz reply means that the command was
 * not carried out and may be repeated, a 5yz that it must not be. Replies to AUTH and those about
 * the connection are about us.
 */
export const smtpOutcomes: OutcomeTable = {
  codes: {},
  statuses: {
    530: 'not_sent',
    534: 'not_sent',
    535: 'not_sent',
    538: 'not_sent',
    '4xx': 'not_sent',
    '5xx': 'refused',
  },
  details: {
    550: 'the mailbox does not exist, or the server does not take the message',
    551: 'the mailbox is not local',
    552: 'the message is too large, or the mailbox is full',
    553: 'an address is not allowed',
    554: 'the server does not take the message',
    555: 'the server does not know the parameters of an address',
  },
};
