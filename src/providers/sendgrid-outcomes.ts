import type { OutcomeTable } from './outcome-table.ts';

/**
 * What SendGrid's answers come to; it has no codes of its own.
 * https://www.twilio.com/docs/sendgrid/api-reference/how-to-use-the-sendgrid-v3-api/responses
 */
export const sendgridOutcomes: OutcomeTable = {
  codes: {},
  statuses: {
    401: 'not_sent',
    403: 'not_sent',
    404: 'not_sent',
    405: 'not_sent',
    408: 'ambiguous',
    429: 'not_sent',
    '4xx': 'refused',
    '5xx': 'ambiguous',
  },
  details: {
    400: 'SendGrid found the message malformed',
    413: 'the message is over 30 MB',
    415: 'SendGrid does not take the message in this form',
  },
};
