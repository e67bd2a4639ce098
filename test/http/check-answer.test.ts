import { afterAll, beforeAll, expect, test } from 'vitest';
import { createAnswerCheck } from '#test/support/check-answer';
import { startTestApp, type TestApp } from '#test/support/test-app';

let t: TestApp;
beforeAll(async () => {
  t = await startTestApp();
});
afterAll(() => t.stop());

test('the check that every HTTP test passes sees what the OpenAPI document does not promise', async () => {
  const check = createAnswerCheck((await t.request('GET /openapi.json')).json);
  const { json } = await t.request('GET /v1/workspace');
  const answer = {
    method: 'GET',
    path: '/v1/workspace',
    status: 200,
    contentType: 'application/json',
  };
  const checkBody =
    (body: unknown, other = {}) =>
    () =>
      check({ ...answer, ...other, text: JSON.stringify(body) });
  expect(checkBody(json)).not.toThrow();
  expect(checkBody({ ...json, extra: 1 })).toThrow('not as documented');
  expect(checkBody({ ...json, version: '1' })).toThrow('not as documented');
  expect(checkBody({ ...json, createdAt: 'yesterday' })).toThrow('not as documented');
  expect(checkBody({ ...json, name: undefined })).toThrow('not as documented');
  expect(checkBody(json, { status: 202 })).toThrow('is not documented');
  expect(checkBody(json, { contentType: 'text/plain' })).toThrow('is not documented');
});
