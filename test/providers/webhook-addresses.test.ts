import { describe, expect, test } from 'vitest';
import { createWebhookPoster } from '#providers/create-webhook-poster';
import type { WebhookCall } from '#webhooks/webhook-poster';

const secrets = ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'];
const callTo = (url: string): WebhookCall => ({
  url,
  id: 'evt_1',
  at: new Date(),
  secrets,
  body: '{}',
});

/** One that never gets as far as a connection: a name leads where the test says. */
function posterFor(...addresses: string[]) {
  const lookUp = async () =>
    addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
  return createWebhookPoster({ allow: [], version: '0', lookUp, answerTimeoutMs: 1_000 });
}

/** Each by its name: what it is, how a URL writes it, and what a name would lead to. */
const inside: readonly (readonly [kind: string, host: string, address?: string])[] = [
  ['the loopback', '127.0.0.1', '127.0.0.1'],
  ['another address of the loopback', '127.8.9.10', '127.8.9.10'],
  ['the loopback in decimal', '2130706433'],
  ['the loopback in octal', '0177.0.0.1'],
  ['the loopback in hexadecimal', '0x7f.0.0.1'],
  ['the loopback in one hexadecimal number', '0x7f000001'],
  ['the loopback in two parts', '127.1'],
  ['the loopback in full-width digits', '１２７.０.０.１'],
  ['the loopback with a trailing dot', '127.0.0.1.'],
  ['this network', '0.0.0.0', '0.0.0.0'],
  ['another address of this network', '0.1.2.3', '0.1.2.3'],
  ['zero alone', '0'],
  ['a private network of class A', '10.0.0.5', '10.0.0.5'],
  ['a private network of class B', '172.16.0.1', '172.31.255.254'],
  ['a private network of class C', '192.168.1.1', '192.168.1.1'],
  ['the space shared by carriers', '100.64.0.1', '100.127.255.254'],
  ['the metadata of Alibaba', '100.100.100.200', '100.100.100.200'],
  ['link-local', '169.254.1.1', '169.254.1.1'],
  ['the metadata of most clouds', '169.254.169.254', '169.254.169.254'],
  ['the metadata in decimal', '2852039166'],
  ['the host at Azure', '168.63.129.16', '168.63.129.16'],
  ['protocol assignments', '192.0.0.8', '192.0.0.170'],
  ['documentation 1', '192.0.2.1', '192.0.2.1'],
  ['documentation 2', '198.51.100.1', '198.51.100.1'],
  ['documentation 3', '203.0.113.1', '203.0.113.1'],
  ['relays of 6to4', '192.88.99.1', '192.88.99.1'],
  ['AS112', '192.175.48.1', '192.31.196.1'],
  ['multicast tunnels', '192.52.193.1', '192.52.193.1'],
  ['benchmarking', '198.18.0.1', '198.19.255.254'],
  ['multicast', '224.0.0.1', '239.255.255.255'],
  ['reserved', '240.0.0.1', '250.1.2.3'],
  ['broadcast', '255.255.255.255', '255.255.255.255'],
  ['the loopback of IPv6', '[::1]', '::1'],
  ['unspecified in IPv6', '[::]', '::'],
  ['the loopback mapped to IPv6', '[::ffff:127.0.0.1]', '::ffff:127.0.0.1'],
  ['the metadata mapped to IPv6', '[::ffff:a9fe:a9fe]', '::ffff:169.254.169.254'],
  ['a public address mapped to IPv6', '[::ffff:8.8.8.8]', '::ffff:8.8.8.8'],
  ['an IPv4-compatible address', '[::127.0.0.1]', '::7f00:1'],
  ['an IPv4-translated address', '[::ffff:0:7f00:1]', '::ffff:0:127.0.0.1'],
  ['NAT64', '[64:ff9b::7f00:1]', '64:ff9b::169.254.169.254'],
  ['NAT64 of a site', '[64:ff9b:1::a00:1]', '64:ff9b:1::1'],
  ['discard-only', '[100::1]', '100::1'],
  ['Teredo', '[2001::1]', '2001:0:4136:e378:8000:63bf:3fff:fdd2'],
  ['benchmarking in IPv6', '[2001:2::1]', '2001:2::1'],
  ['ORCHID', '[2001:20::1]', '2001:10::1'],
  ['documentation in IPv6', '[2001:db8::1]', '2001:db8::1'],
  ['newer documentation in IPv6', '[3fff::1]', '3fff:fff::1'],
  ['6to4 of the loopback', '[2002:7f00:1::]', '2002:7f00:1::1'],
  ['AS112 in IPv6', '[2620:4f:8000::1]', '2620:4f:8000::1'],
  ['segment routing', '[5f00::1]', '5f00::1'],
  ['unique local', '[fd12:3456::1]', 'fc00::1'],
  ['the metadata of Amazon in IPv6', '[fd00:ec2::254]', 'fd00:ec2::254'],
  ['link-local in IPv6', '[fe80::1]', 'fe80::1'],
  ['link-local with a zone', '[fe80::1%25eth0]', 'fe80::1%eth0'],
  ['site-local', '[fec0::1]', 'fec0::1'],
  ['multicast in IPv6', '[ff02::1]', 'ff02::1'],
  ['what is not handed out', '[4000::1]', '4000::1'],
];

describe('H6: there is no way into the inside', () => {
  test('more than thirty kinds of addresses are looked at', () => {
    expect(new Set(inside.map(([kind]) => kind)).size).toBeGreaterThanOrEqual(30);
  });

  test.each(inside)('%s is refused in a URL: %s', async (_kind, host) => {
    const poster = posterFor();
    expect(poster.check(`https://${host}/hook`)).toBeTruthy();
    const answer = await poster.post(callTo(`https://${host}/hook`));
    expect(answer).toMatchObject({ kind: 'refused', statusCode: null });
    expect(answer).toHaveProperty('errorCode', expect.stringMatching(/^(address|url)_refused$/));
  });

  test.each(inside.filter(([, , address]) => address))(
    '%s is refused behind a name, also beside a public address',
    async (_kind, _host, address = '') => {
      for (const addresses of [[address], ['93.184.215.14', address]]) {
        const answer = await posterFor(...addresses).post(callTo('https://hook.example.com/'));
        expect(answer).toMatchObject({ kind: 'refused', errorCode: 'address_refused' });
      }
    },
  );

  test.each(['localhost', 'localhost.', 'LOCALHOST', 'db.localhost'])(
    'the name %s is refused before it is looked up',
    (host) => {
      expect(posterFor().check(`https://${host}/`)).toBe('must lead to a public address');
    },
  );

  test.each([
    ['http://hook.example.com/', 'must begin with https://'],
    ['ftp://hook.example.com/', 'must begin with https://'],
    ['file:///etc/passwd', 'must begin with https://'],
    ['https://user:pass@hook.example.com/', 'must have no user and password'],
    ['https://user@hook.example.com/', 'must have no user and password'],
    ['hook.example.com', /^must be a URL/],
    ['https://', /^must be a URL/],
  ])('%s can never be called: it is told why', async (url, why) => {
    expect(posterFor('93.184.215.14').check(url)).toMatch(why);
    const answer = await posterFor('93.184.215.14').post(callTo(url));
    expect(answer).toMatchObject({ kind: 'refused', errorCode: 'url_refused' });
  });

  test('a public address may be called, by its name and by itself', () => {
    const poster = posterFor();
    for (const host of [
      'hook.example.com',
      '8.8.8.8',
      '[2606:4700:4700::1111]',
      'hook.example.com:8443',
    ]) {
      expect(poster.check(`https://${host}/hook?for=us`)).toBeNull();
    }
  });

  test('what is allowed may be called in spite of being inside, by plain http, and nothing beside', () => {
    const allow = ['10.1.0.0/16', 'fd00::/8'];
    const { check } = createWebhookPoster({ allow, version: '0' });
    expect(check('http://10.1.2.3/')).toBeNull();
    expect(check('https://[fd00::1]/')).toBeNull();
    expect(check('https://10.2.0.1/')).toBe('must lead to a public address');
    expect(check('http://8.8.8.8/')).toBe('must begin with https://');
  });

  test('a name that leads to a public address is not called by plain http', async () => {
    const lookUp = async () => [{ address: '93.184.215.14', family: 4 }];
    const poster = createWebhookPoster({ allow: ['127.0.0.0/8'], version: '0', lookUp });
    const answer = await poster.post(callTo('http://hook.example.com/'));
    expect(answer).toMatchObject({ kind: 'refused', errorCode: 'address_refused' });
  });
});
