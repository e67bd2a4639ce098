import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, Worker } from '@temporalio/worker';
import { DeterminismViolationError } from '@temporalio/workflow';
import { describe, expect, test } from 'vitest';
import { bundleWorkflows } from '#runtime/bundle-workflows';
import { fromJson, readableText } from '#test/support/workflow-histories';
import { personal } from './recorded-messages.ts';

const folder = fileURLToPath(new URL('../fixtures/histories/', import.meta.url));
const names = readdirSync(folder).map((file) => file.replace(/\.json$/, ''));
const textOf = (name: string) => readFileSync(`${folder}${name}.json`, 'utf8');
const read = (name: string) => fromJson(textOf(name));
const delivered = names.filter((name) => !/during-delay|contact-deleted|^batch/.test(name));

const quiet = { trace() {}, debug() {}, info() {}, warn() {}, error() {}, log() {} };
let broken: ReturnType<typeof bundleWorkflowCode> | undefined;

/** The workflow as somebody broke it. */
function bundleBroken() {
  const workflowsPath = fileURLToPath(new URL('./broken/index.ts', import.meta.url));
  broken ??= bundleWorkflowCode({ workflowsPath, logger: quiet });
  return broken;
}

describe('the recorded histories', () => {
  test('cover every way that a workflow can go', () => {
    expect(names.sort()).toEqual([
      'batch-canceled',
      'batch-done',
      'batch-paused-and-resumed',
      'canceled-during-activity',
      'canceled-during-delay',
      'canceled-during-sleep',
      'contact-deleted',
      'delivered-after-delay',
      'delivered-now',
      'delivery-reported',
      'fell-back-to-sms',
      'kept-waiting-by-rate',
      'refused',
      'rescheduled-earlier',
      'rescheduled-in-last-seconds',
      'rescheduled-later',
      'retried-after-not-sent',
      'sent-again-after-unknown',
      'sent-as-sms-at-once',
      'webhooks-disabled',
      'webhooks-retried',
    ]);
  });

  test.each(names)('%s replays on the workflow as it is', async (name) => {
    const workflowBundle = await bundleWorkflows();
    await Worker.runReplayHistory({ workflowBundle }, read(name));
  });

  test.each(delivered)('%s does not replay on a broken copy', async (name) => {
    const workflowBundle = await bundleBroken();
    const replay = Worker.runReplayHistory({ workflowBundle }, read(name));
    await expect(replay).rejects.toThrow(DeterminismViolationError);
  });

  test.each(names)('K3: %s holds no address, no name and no body', (name) => {
    const text = readableText(JSON.parse(textOf(name)));
    // What is decoded can be read: an id at least is in there.
    expect(text).toMatch(/"(messageId":"msg|batchId":"bat|endpointId":"whk)_/);
    for (const secret of [
      personal.to,
      personal.to.slice(2),
      personal.recipientName,
      personal.text,
      // Of the endpoints' addresses and secrets.
      '127.0.0.1',
      'whsec_',
    ]) {
      expect(text).not.toContain(secret);
    }
  });
});
