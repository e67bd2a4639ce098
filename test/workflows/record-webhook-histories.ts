import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { test } from 'vitest';
import { startWebhookStage } from '#test/support/webhook-stage';
import { fetchHistory, toJson } from '#test/support/workflow-histories';
import { untilTimerRuns } from '#test/support/workflow-progress';

// Those of endpoints' workflows, as record-histories.ts does for messages: npm run histories

const folder = new URL('../fixtures/histories/', import.meta.url);

test('records every path of the retries', { timeout: 120_000 }, async () => {
  const stage = await startWebhookStage({ worker: true });
  const until = (id: string, status: string) => stage.system.untilWorkflow(id, status);
  const paths: Record<string, (name: string) => Promise<string>> = {
    // Refused, and taken by the first try after the pause.
    'webhooks-retried': async (name) => {
      const id = await stage.addEndpoint(`/${name}`);
      stage.answerWith(() => ({ status: 503 }));
      await stage.happen(2);
      await until(id, 'RUNNING');
      await untilTimerRuns(stage.system, id);
      stage.answerWith(() => ({ status: 200 }));
      return id;
    },
    'webhooks-disabled': async (name) => {
      const id = await stage.addEndpoint(`/${name}`);
      stage.answerWith(() => ({ status: 503 }));
      await stage.happen(1);
      await until(id, 'RUNNING');
      await untilTimerRuns(stage.system, id);
      await stage.system.core.connection.sql`UPDATE webhook_endpoints SET status = 'disabled',
        disabled_reason = 'requested', revision = revision + 1 WHERE id = ${id}`;
      return id;
    },
  };
  try {
    for (const [name, run] of Object.entries(paths)) {
      const file = new URL(`${name}.json`, folder);
      if (existsSync(file)) continue;
      const id = await run(name);
      await until(id, 'COMPLETED');
      await writeFile(file, `${toJson(await fetchHistory(stage.system.client, id))}\n`);
    }
  } finally {
    await stage.stop();
  }
});
