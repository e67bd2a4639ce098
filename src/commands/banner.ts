import type { AdminKeyProblem } from './explain-admin-key.ts';

export interface BannerFacts {
  apiUrl: string;
  temporalUiUrl: string | null;
  /** Null: the one that is kept opens nothing. */
  adminKey: string | null;
  keyProblem: AdminKeyProblem | null;
}

/** What a newcomer needs, within one screen; the curl lines work when they are pasted. */
export function toBanner({ apiUrl, temporalUiUrl, adminKey, keyProblem }: BannerFacts): string {
  return `
Punctual is up.

  API          ${apiUrl}
  Docs         ${apiUrl}/docs
  Temporal UI  ${temporalUiUrl ?? 'that of the Temporal server in use'}
  Admin key    ${adminKey ?? 'none that opens anything'}
${keyProblem ? toWarning(keyProblem) : ''}${adminKey === null ? '' : toFirstSteps(apiUrl, adminKey)}
${adminKey === null ? '' : 'npm run demo shows more. '}Ctrl-C stops everything; nothing is lost.
`;
}

function toWarning({ detail, mend }: AdminKeyProblem): string {
  return `
Warning: ${detail}.
  -> ${mend}
`;
}

function toFirstSteps(apiUrl: string, adminKey: string): string {
  const call = `curl -s -H 'Authorization: Bearer ${adminKey}'`;
  const json = `-H 'Content-Type: application/json'`;
  return `
Send an SMS to the sink now, list messages, and see what the sink got:

  ${call} ${json} ${apiUrl}/v1/messages -d '{"channel":"sms","to":"+12125550123","text":"Hello"}'

  ${call} ${apiUrl}/v1/messages

  ${call} ${apiUrl}/v1/sink/deliveries
`;
}
