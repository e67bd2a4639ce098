import { describe, expect, test } from 'vitest';
import { isMachineAgent } from '#providers/is-machine-agent';

const firefox = 'Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0';
const chrome = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)';

describe('O3: what opens and clicks by itself is told by its user agent', () => {
  test.each([
    ['Apple’s privacy proxy', 'Mozilla/5.0'],
    ['Gmail’s prefetch', `${chrome} Chrome/42.0.2311.135 Safari/537.36 Edge/12.246 Mozilla/5.0`],
    ['a mail gateway', 'Barracuda Sentinel (EE)'],
    ['a preview in a chat', 'Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)'],
    ['a library', 'python-requests/2.26.0'],
    ['a command line', 'curl/8.5.0'],
  ])('%s is a machine', (_, agent) => {
    expect(isMachineAgent(agent)).toBe(true);
  });

  test.each([
    ['Gmail’s image proxy', `${firefox} (via ggpht.com GoogleImageProxy)`],
    ['Yahoo’s image proxy', 'YahooMailProxy; https://help.yahoo.com/kb/yahoo-mail-proxy.html'],
    ['Outlook', 'Microsoft Office/16.0 (Windows NT 10.0; Microsoft Outlook 16.0.4266; Pro)'],
    ['a browser', `${chrome} Chrome/131.0.0.0 Safari/537.36`],
    ['an old Edge', `${chrome} Chrome/42.0.2311.135 Safari/537.36 Edge/12.246`],
    ['a phone', 'Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15'],
    ['nothing', ''],
    ['no text', undefined],
    ['a text of a megabyte', 'x'.repeat(1_000_000)],
  ])('%s is a person', (_, agent) => {
    expect(isMachineAgent(agent)).toBe(false);
  });
});
