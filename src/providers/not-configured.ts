import type { Provider } from './provider.ts';

const code = 'not_configured';

/** Stands in for a vendor whose credentials are missing: messages wait, for a day at most. */
export const notConfigured: Provider = {
  send: async () => ({ kind: 'not_sent', code }),
  lookUp: async () => ({ kind: 'unavailable', code }),
};
