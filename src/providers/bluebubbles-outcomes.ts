import type { OutcomeTable } from './outcome-table.ts';

/**
 * What a BlueBubbles server's answers come to. Its codes are Apple's, from the message that it
 * answers with. https://documenter.getpostman.com/view/765844/UV5RnfwM
 */
export const bluebubblesOutcomes: OutcomeTable = {
  codes: {
    // Apple's error of the message itself: it was made, and did not go out.
    imessage_error: 'refused',
  },
  statuses: {
    401: 'not_sent',
    403: 'not_sent',
    404: 'not_sent',
    // "Already queued": an earlier request with this message's id is under way.
    400: 'ambiguous',
    408: 'ambiguous',
    429: 'not_sent',
    '4xx': 'refused',
    '5xx': 'ambiguous',
  },
  details: {
    imessage_error: 'Apple did not take the message',
    imessage_unavailable: 'the recipient has no iMessage',
  },
};
