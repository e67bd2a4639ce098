import type { Sizes } from './bench.ts';

/** The loads that the aims are about. */
export const fullSizes: Sizes = {
  acceptSeconds: 20,
  acceptConnections: 16,
  punctualSeconds: 120,
  punctualPerSecond: 10,
  crowds: [1_000, 5_000],
  singlesSeconds: 30,
  singlesPerSecond: 5,
  naiveCrowd: 1_000,
  pending: 10_000,
  vendorCrowd: 3_000,
  receiptsSeconds: 20,
  receiptsPerSecond: 50,
  listedMessages: 1_000_000,
  listRequests: 200,
  engagedContacts: 100,
  optimizedMessages: 600,
  simulatedRecipients: 1_600,
  simulatedSeeds: 5,
  timedDecisions: 3_000,
};

/** Enough to see that everything works, in seconds. */
export const shortSizes: Sizes = {
  acceptSeconds: 1,
  acceptConnections: 4,
  punctualSeconds: 3,
  punctualPerSecond: 10,
  crowds: [150],
  singlesSeconds: 4,
  singlesPerSecond: 5,
  naiveCrowd: 50,
  pending: 100,
  vendorCrowd: 100,
  receiptsSeconds: 2,
  receiptsPerSecond: 20,
  listedMessages: 20_000,
  listRequests: 2,
  engagedContacts: 3,
  optimizedMessages: 8,
  simulatedRecipients: 200,
  simulatedSeeds: 1,
  timedDecisions: 100,
};
