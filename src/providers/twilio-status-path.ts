/** Where status callbacks come in: the message's id follows. */
export const TWILIO_STATUS_PATH = '/providers/twilio/status/';
