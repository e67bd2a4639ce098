import { describe, expect, test } from 'vitest';
import { EnvironmentError, readEnvironment } from '#src/env';

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
