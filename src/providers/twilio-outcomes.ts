import type { OutcomeTable } from './outcome-table.ts';

/**
 * What Twilio's answers come to. Our credentials and its load are not the message's fault: it
 * waits. https://www.twilio.com/docs/api/errors
 */
export const twilioOutcomes: OutcomeTable = {
  codes: {
    20003: 'not_sent',
    20404: 'not_sent',
    20429: 'not_sent',
    // The sender's queue is full: it will not be for ever.
    21611: 'not_sent',
  },
  statuses: {
    401: 'not_sent',
    403: 'not_sent',
    404: 'not_sent',
    // It timed out while it read the request: nobody can tell how far it had come.
    408: 'ambiguous',
    429: 'not_sent',
    '4xx': 'refused',
    '5xx': 'ambiguous',
  },
  details: {
    21211: 'the recipient is not a valid phone number',
    21408: 'the account may not send to that region',
    21602: 'the message has no body',
    21603: 'the sender is missing',
    21606: 'the sender is not a usable number of the account',
    21608: 'the recipient is not verified for this trial account',
    21610: 'the recipient has opted out',
    21612: 'the recipient cannot be reached from this sender',
    21614: 'the recipient is not a mobile number',
    21617: 'the body is over 1600 characters',
    21619: 'the message has neither body nor media nor content',
    21620: 'a media URL is not valid',
    21655: 'the content sid is not valid',
    21656: 'the content variables are not valid',
    21701: 'the messaging service does not exist',
    21703: 'the messaging service has no number',
    21705: 'the messaging service is not valid',
    21910: 'sender and recipient are of different channels',
    63016: 'outside of the reply window only a template may be sent',
  },
};
