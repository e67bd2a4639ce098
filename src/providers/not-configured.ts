import type { Provider } from './provider.ts';

/** Stands in for a vendor whose credentials are missing: messages wait, for a day at most. */
export const notConfigured: Provider = {
  send: async () => ({ kind: 'not_sent', code: 'not_configured' }),
};
