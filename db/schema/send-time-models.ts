import { sql } from 'drizzle-orm';
import { integer, jsonb, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import type { SendTimeParams } from '#domain/send-time/send-time-params';
import type { WorkspaceCurve } from '#domain/send-time/workspace-curve';
import { instant, oneOf, word } from './columns.ts';
import { workspaces } from './workspaces.ts';

/** Where a version of the parameters came from. */
export const sendTimeModelOrigins = ['fit', 'file'] as const;
export type SendTimeModelOrigin = (typeof sendTimeModelOrigins)[number];

/** Versions of the send-time model's parameters (O5). None is changed once it is there. */
export const sendTimeModels = pgTable(
  'send_time_models',
  {
    workspaceId: text('workspace_id')
      .notNull()
      .references(() => workspaces.id),
    /** 1, 2, 3 ... in its workspace. */
    version: integer('version').notNull(),
    params: jsonb('params').$type<SendTimeParams>().notNull(),
    paramsHash: text('params_hash').notNull(),
    origin: word<SendTimeModelOrigin>('origin').notNull(),
    note: text('note'),
    /** What the fit measured on what it held out. */
    measures: jsonb('measures')
      .$type<Record<string, unknown>>()
      .notNull()
      .default(sql`'{}'::jsonb`),
    createdAt: instant('created_at').notNull(),
    promotedAt: instant('promoted_at'),
  },
  (table) => [
    primaryKey({ columns: [table.workspaceId, table.version] }),
    oneOf('send_time_models_origin_check', table.origin, sendTimeModelOrigins),
  ],
);

/** `stale`: events came that the curve does not know of, whose time does not tell it. */
export const curveStates = ['learning', 'fresh', 'stale'] as const;
export type CurveState = (typeof curveStates)[number];

/** A curve, and of how many recipients those that it rests on are a sample; `null`: all. */
export type LearnedCurve = WorkspaceCurve & { sampledOf: number | null };

/** What a workspace's recipients do together: learned from their engagement events now and then. */
export const sendTimeCurves = pgTable(
  'send_time_curves',
  {
    workspaceId: text('workspace_id')
      .primaryKey()
      .references(() => workspaces.id),
    /** `null`: nobody engaged yet. */
    curve: jsonb('curve').$type<LearnedCurve>(),
    /** What it was learned with, the model included; whose turn it is while it is learned. */
    paramsHash: text('params_hash').notNull(),
    learnedAt: instant('learned_at').notNull(),
    state: word<CurveState>('state').notNull().default('fresh'),
  },
  (table) => [oneOf('send_time_curves_state_check', table.state, curveStates)],
);
