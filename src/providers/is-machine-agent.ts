/**
 * Programs that load a mail's images or follow its links with no person behind them, by what they
 * call themselves. No more than are certain: Gmail's image proxy (`GoogleImageProxy`) and Yahoo's
 * (`YahooMailProxy`) ask when somebody opens a mail, and a scanner that calls itself a browser is
 * for the model to tell by its haste.
 */
const machineAgents: readonly RegExp[] = [
  // Apple's privacy proxy loads all that comes in, with no more than this.
  // https://www.mailgun.com/blog/product/bot-detection/
  /^Mozilla\/5\.0$/,
  // Gmail prefetches for some of its apps, by a browser of 2015 with a second name at its end.
  // https://www.gmass.co/blog/false-opens-in-gmail/
  /Chrome\/42\.0\.2311\.135 Safari\/537\.36 Edge\/12\.246 Mozilla\/5\.0$/,
  // Mail gateways that follow links before a mail is handed over, where they give their names.
  // https://suped.com/learn/email-deliverability/how-can-i-identify-bot-user-agents-in-my-email-click-data
  /\b(Barracuda|Mimecast|Proofpoint|FireEye|IronPort|MessageLabs|Trend ?Micro)\b/i,
  // Previews of links in chats.
  /\b(facebookexternalhit|Slackbot-LinkExpanding|Slackbot|Twitterbot|LinkedInBot|TelegramBot|Discordbot|SkypeUriPreview)\b/i,
  // Libraries and command lines.
  /^(python-requests|python-urllib|aiohttp|curl|Wget|Go-http-client|Apache-HttpClient|libwww-perl|Java)\//i,
];

// Of a header that a stranger sends, no more is looked at.
const LOOKED_AT = 500;

/** Whether a program did it that is known to do so unasked (O3); what is unknown is a person. */
export function isMachineAgent(userAgent: unknown): boolean {
  if (typeof userAgent !== 'string') return false;
  const text = userAgent.trim().slice(0, LOOKED_AT);
  return machineAgents.some((agent) => agent.test(text));
}
