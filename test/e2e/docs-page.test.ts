import { serve } from '@hono/node-server';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findOnPath } from '#local/find-on-path';
import { startTestApp, type TestApp } from '#test/support/test-app';

const program = findOnPath('chromium', process.env) ?? findOnPath('google-chrome', process.env);
const SHOWN_MS = 30_000;

/** What went wrong in the page, and where it asked. */
interface Watched {
  problems: string[];
  urls: string[];
}

describe.skipIf(program === null)('the page at /docs (needs Chromium on the PATH)', () => {
  let app: TestApp;
  let server: ReturnType<typeof serve>;
  let url: string;
  let browser: Browser;

  beforeAll(async () => {
    app = await startTestApp();
    url = await new Promise((resolve) => {
      server = serve({ fetch: app.app.fetch, hostname: '127.0.0.1', port: 0 }, ({ port }) =>
        resolve(`http://127.0.0.1:${port}`),
      );
    });
    browser = await chromium.launch({
      executablePath: program ?? '',
      args: ['--headless', '--no-sandbox', '--disable-gpu'],
    });
  });

  afterAll(async () => {
    await browser?.close();
    server?.close();
    await app?.stop();
  });

  async function open(path: string): Promise<Watched & { summaries: string[] }> {
    const page = await browser.newPage();
    const watched: Watched = { problems: [], urls: [] };
    page.on('console', (message) => {
      if (message.type() === 'error') watched.problems.push(message.text());
    });
    page.on('pageerror', (error) => watched.problems.push(error.message));
    page.on('requestfailed', (request) => watched.problems.push(request.url()));
    page.on('request', (request) => watched.urls.push(request.url()));
    await page.goto(`${url}${path}`);
    await page.locator('.opblock').first().waitFor({ timeout: SHOWN_MS });
    const summaries = await page.locator('.opblock-summary-path').allInnerTexts();
    await page.close();
    return { ...watched, summaries };
  }

  test('shows every operation, without an error, and asks nobody but us', async () => {
    const { problems, urls, summaries } = await open('/docs');
    const { json } = await app.request('GET /openapi.json', { key: null });
    const paths = [...Object.values<object>(json.paths), ...Object.values<object>(json.webhooks)];
    const operations = paths.flatMap((path) => Object.keys(path));
    expect(summaries).toHaveLength(operations.length);
    expect(problems).toEqual([]);
    expect(urls.length).toBeGreaterThan(3);
    expect(urls.filter((each) => !each.startsWith(`${url}/`) && !each.startsWith('data:'))).toEqual(
      [],
    );
  });
});
