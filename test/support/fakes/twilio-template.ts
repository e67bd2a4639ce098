import type { Reply } from './start-http-fake.ts';

/** A template, and what WhatsApp says of it. */
export interface TwilioTemplate {
  body: string;
  /** Defaults of its placeholders. */
  variables?: Record<string, string>;
  approval: string;
}

const CONTENT = /^\/v1\/Content\/(?<sid>HX[0-9a-f]{32})(?<approval>\/ApprovalRequests)?$/;

/** Answers a request to the Content API; `null` when it is to none of its resources. */
export function answerTwilioContent(
  path: string,
  templates: ReadonlyMap<string, TwilioTemplate>,
): Reply | null {
  const { sid, approval } = CONTENT.exec(path)?.groups ?? {};
  const template = sid === undefined ? undefined : templates.get(sid);
  if (sid === undefined || !template) return null;
  const url = `https://content.twilio.com/v1/Content/${sid}`;
  const body = approval ? toApproval(template) : toContent(template);
  return { status: 200, body: { sid, account_sid: `AC${'0'.repeat(32)}`, url, ...body } };
}

function toContent({ body, variables = {} }: TwilioTemplate) {
  return {
    friendly_name: 'a template',
    language: 'en',
    variables,
    types: { 'twilio/text': { body } },
    date_created: '2026-01-01T00:00:00Z',
    date_updated: '2026-01-01T00:00:00Z',
    links: {},
  };
}

function toApproval({ approval: status }: TwilioTemplate) {
  const whatsapp = { name: 'a_template', category: 'UTILITY', content_type: 'twilio/text', status };
  return { whatsapp: { ...whatsapp, type: 'whatsapp', rejection_reason: '' } };
}
