import { expect, test } from 'vitest';
import { createWebhookRoom } from '#activities/webhook-room';

const of = (workspace: number, endpoint: number) => ({
  endpointId: `whk_${workspace}_${endpoint}`,
  workspaceId: `wsp_${workspace}`,
});

test('H6: a workspace has a quarter of the room, however many endpoints it has', () => {
  const room = createWebhookRoom();
  for (let n = 0; n < 5; n++) room.enter(of(1, n));
  expect(room.left()).toMatchObject({ workspaces: { wsp_1: 0 }, eachWorkspace: 5 });
  expect(room.free()).toBe(15);
  room.leave(of(1, 0), { tookMs: 5, isWell: true });
  expect(room.left().workspaces).toEqual({ wsp_1: 1 });
});

test('H6: slow endpoints share a quarter, one of each, and are quick again after a quick answer', () => {
  const room = createWebhookRoom();
  const slow = Array.from({ length: 6 }, (_, n) => of(n, 0));
  for (const one of slow) room.enter(one);
  for (const one of slow) room.leave(one, { tookMs: 2_000, isWell: true });
  expect(room.left()).toMatchObject({ allSlow: 5, endpoints: { whk_0_0: 1 } });
  for (const one of slow.slice(0, 5)) room.enter(one);
  expect(room.left()).toMatchObject({ allSlow: 0, endpoints: { whk_0_0: 0, whk_5_0: 0 } });
  room.leave(of(0, 0), { tookMs: 5, isWell: true });
  expect(room.left()).toMatchObject({ allSlow: 1, endpoints: { whk_1_0: 0, whk_5_0: 1 } });
  expect(room.left().slow).not.toContain('whk_0_0');
});
