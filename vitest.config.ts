import { defineConfig } from 'vitest/config';

// Servers are started once for all files; each file has a database and a task queue of its own.
const integration = [
  'test/{activities,batches,client,commands,contacts,db,e2e,engagement,faults,fuzz,bench,http,keys,messages,receipts,runtime,send-times,senders,temporal,webhooks,workflows}/**/*.test.ts',
];

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/{domain,architecture,project}/**/*.test.ts'],
          isolate: false,
          // They take milliseconds, and seconds on a machine that does other things too.
          testTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'local',
          include: ['test/local/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        // Vendors' clients and their doubles on the loopback; no database, no Temporal.
        test: {
          name: 'providers',
          include: ['test/{providers,fakes}/**/*.test.ts'],
          isolate: false,
          testTimeout: 30_000,
        },
      },
      {
        test: {
          name: 'integration',
          include: integration,
          // One process reads the modules and bundles the workflows once for all of its files.
          isolate: false,
          globalSetup: ['test/support/start-test-servers.ts'],
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
      {
        // npm run histories: makes fixtures, and is no test.
        test: {
          name: 'record',
          include: ['test/workflows/record-*histories.ts'],
          globalSetup: ['test/support/start-test-servers.ts'],
          hookTimeout: 120_000,
        },
      },
    ],
    // Two cores: more files at once would only wait for each other.
    maxWorkers: 2,
  },
});
