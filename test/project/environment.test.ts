import { describe, expect, test } from 'vitest';
import { EnvironmentError, readEnvironment } from '#src/env';
import { readWebhookAllow } from '../../src/commands/read-webhook-allow.ts';

const accountSid = `AC${'0'.repeat(32)}`;
const problemsOf = (source: NodeJS.ProcessEnv): string[] => {
  try {
    readEnvironment(source);
    return [];
  } catch (error) {
    if (!(error instanceof EnvironmentError)) throw error;
    return error.message.split('\n');
  }
};

describe('the environment', () => {
  test("a vendor's empty variables count as left out", () => {
    const { TWILIO_ACCOUNT_SID: sid, SMTP_URL: smtp } = readEnvironment({
      TWILIO_ACCOUNT_SID: '',
      TWILIO_AUTH_TOKEN: '',
      SMTP_URL: '',
    });
    expect([sid, smtp]).toEqual([undefined, undefined]);
  });

  test('half of a pair is named, with the other half', () => {
    expect(problemsOf({ TWILIO_ACCOUNT_SID: accountSid })).toEqual([
      'TWILIO_AUTH_TOKEN: is needed beside TWILIO_ACCOUNT_SID',
    ]);
    expect(problemsOf({ TWILIO_AUTH_TOKEN: 'token' })).toEqual([
      'TWILIO_ACCOUNT_SID: is needed beside TWILIO_AUTH_TOKEN',
    ]);
  });

  test.each([
    ['PORT', '65536', 'must be a whole number from 0 to 65535, such as 3000'],
    ['PORT', 'http', 'must be a whole number from 0 to 65535, such as 3000'],
    ['PORT', '1.5', 'must be a whole number from 0 to 65535, such as 3000'],
    ['DATABASE_URL', 'mysql://db', /^must be postgres:\/\/, such as postgres:\/\//],
    ['DATABASE_URL', 'db:5432', /^must be postgres:/],
    ['TEMPORAL_ADDRESS', 'http://temporal', 'must be host:port, such as 127.0.0.1:7233'],
    ['PUBLIC_URL', 'punctual.example.com', /^must be http:\/\/ or https:\/\//],
    ['PUBLIC_URL', 'ftp://punctual.example.com', /such as https:\/\/punctual\.example\.com$/],
    ['PUBLIC_URL', 'https://', /^must be http/],
    ['PUBLIC_URL', 'https://punctual.example.com/?a=1', /without a query and a fragment/],
    ['PUBLIC_URL', 'https://punctual.example.com?', /without a query and a fragment/],
    ['PUBLIC_URL', 'https://punctual.example.com/#top', /without a query and a fragment/],
    ['PUBLIC_URL', 'https://punctual.example.com ', /^must be http/],
    ['SMTP_URL', 'mail.example.com', /^must be smtp:\/\/ or smtps:\/\/, such as smtp:/],
    ['WEBHOOK_ALLOW', '10.0.0.1', /^must be address ranges with commas .* such as 10\.0\.0\.0\/8/],
    ['WEBHOOK_ALLOW', '10.0.0.0/33', /^must be address ranges/],
    ['WEBHOOK_ALLOW', '10.0.0.0/8,', /^must be address ranges/],
    ['WEBHOOK_ALLOW', '10.0.0.0/8 fd00::/8', /^must be address ranges/],
    ['WEBHOOK_ALLOW', 'localhost', /^must be address ranges/],
    ['LOG_LEVEL', 'loud', /^must be one of fatal, error,/],
  ])('%s=%s is told the rule, with an example', (name, value, rule) => {
    const [problem = '', ...others] = problemsOf({ [name]: value });
    expect(others).toEqual([]);
    expect(problem.startsWith(`${name}: `)).toBe(true);
    expect(problem.slice(name.length + 2)).toMatch(rule);
    expect(problem).not.toContain('Invalid');
  });

  test.each([
    'https://punctual.example.com',
    'HTTPS://punctual.example.com/',
    'http://127.0.0.1:3000',
    'http://[::1]:3000/behind/a/path',
  ])('PUBLIC_URL=%s is taken', (url) => {
    expect(readEnvironment({ PUBLIC_URL: url }).PUBLIC_URL).toBe(url);
  });

  test.each(['127.0.0.0/8', '10.0.0.0/8, fd00::/8', '::1/128,127.0.0.0/8'])(
    'WEBHOOK_ALLOW=%s is taken',
    (ranges) => {
      expect(readEnvironment({ WEBHOOK_ALLOW: ranges }).WEBHOOK_ALLOW).toBe(ranges);
    },
  );

  test('WEBHOOK_ALLOW set and empty allows nothing; left out, it is for the command to say', () => {
    const loopback = ['127.0.0.0/8'];
    expect(readWebhookAllow(readEnvironment({ WEBHOOK_ALLOW: '' }), loopback)).toEqual([]);
    expect(readWebhookAllow(readEnvironment({}), loopback)).toEqual(loopback);
  });

  test('all bad variables are named at once, none with its value', () => {
    const source = {
      PUBLIC_URL: 'ftp://secret.example.com',
      TWILIO_ACCOUNT_SID: 'secret',
      SENDGRID_API_KEY: 'secret',
      SENDGRID_WEBHOOK_PUBLIC_KEY: 'secret',
      INBOUND_EMAIL_SECRET: 'secret',
      SMTP_URL: 'https://secret.example.com',
    };
    const problems = problemsOf(source);
    const names = problems.map((line) => line.split(':')[0]);
    expect(names).toEqual([
      'PUBLIC_URL',
      'TWILIO_ACCOUNT_SID',
      'SENDGRID_API_KEY',
      'SENDGRID_WEBHOOK_PUBLIC_KEY',
      'INBOUND_EMAIL_SECRET',
      'SMTP_URL',
      'TWILIO_AUTH_TOKEN',
    ]);
    expect(problems.join()).not.toContain('secret');
  });
});
