import { z } from '@hono/zod-openapi';
import { channels } from '#domain/message';
import {
  canCarry,
  faultKinds,
  type ProviderName,
  providerNames,
  serviceSidProblem,
} from '#domain/sender';
import { instant, line, version } from './fields.ts';
import { idField } from './ids.ts';

const RATE_MAX = 1000;
const FAULT_MS_MAX = 600_000;
// Messaging services are a matter of phone numbers.
const serviceChannels: readonly string[] = ['sms', 'mms', 'whatsapp'];

const name = line(200, { description: 'A friendly name.', example: 'Front desk' });
const assignedUserId = idField('The id of a user of the workspace.');
const ratePerSecond = z
  .number()
  .gt(0, `must be more than 0 and at most ${RATE_MAX}`)
  .max(RATE_MAX)
  .openapi({
    description:
      'Messages a second, by all workers together; one may go up to 80 ms before its turn. Left out: no limit.',
  });

const settings = z.strictObject({
  fault: z
    .strictObject({
      kind: z.enum(faultKinds),
      ms: z.int().min(0).max(FAULT_MS_MAX).optional().openapi({
        type: 'integer',
        description: '`slow`: how long the answer takes, in milliseconds.',
      }),
      rate: z
        .number()
        .min(0)
        .max(1)
        .optional()
        .openapi({ description: 'The share of messages that it happens to; left out: all.' }),
    })
    .optional()
    .openapi({ description: 'How the sink misbehaves.' }),
  replyTo: line(320, {
    description: 'Email alone: where answers go, in the place of `address`.',
    example: 'front.desk@example.com',
  }).optional(),
});

/** The body of `POST /v1/senders`. */
export const newSender = z
  .strictObject({
    channel: z.enum(channels),
    provider: z.enum(providerNames),
    address: line(320, {
      description: 'A phone number, kept as E.164; on email an email address.',
      example: '+12125550100',
    }).optional(),
    serviceSid: z
      .string()
      .regex(/^[A-Za-z0-9]{1,64}$/, 'must have 1 to 64 letters and digits')
      .optional()
      .openapi({
        description: 'Twilio and the sink alone: a messaging service, in the place of `address`.',
        example: 'MG00112233445566778899aabbccddeeff',
      }),
    name,
    isDefault: z.boolean().optional(),
    assignedUserId: assignedUserId.optional(),
    ratePerSecond: ratePerSecond.optional(),
    settings: settings.optional(),
  })
  .superRefine((input, context) => {
    const refuse = (field: string, message: string) =>
      context.addIssue({ code: 'custom', path: [field], message });
    if (input.address === undefined && input.serviceSid === undefined) {
      const takesService = serviceChannels.includes(input.channel);
      refuse('address', takesService ? 'or serviceSid is required' : 'is required');
    }
    if (!canCarry(input.provider, input.channel)) {
      refuse('provider', `must carry ${input.channel}, ${input.provider} does not`);
    }
    const problem = problemOfService(input);
    if (problem !== null) refuse('serviceSid', problem);
  })
  .openapi('NewSender', {
    description: 'One of `address` and `serviceSid` is needed.',
    example: {
      channel: 'sms',
      provider: 'sink',
      address: '+12125550100',
      name: 'Front desk',
      isDefault: true,
    },
  });

interface ServiceInput {
  channel: string;
  provider: ProviderName;
  address?: string | undefined;
  serviceSid?: string | undefined;
}

function problemOfService({ channel, provider, address, serviceSid }: ServiceInput): string | null {
  if (serviceSid === undefined) return null;
  if (address !== undefined) return 'excludes address';
  if (!serviceChannels.includes(channel)) return `is not a field of ${channel}`;
  return serviceSidProblem(provider, serviceSid);
}

/** The body of `PATCH /v1/senders/{id}`: null clears, left out stays. */
export const senderChanges = z
  .strictObject({
    name: name.optional(),
    isDefault: z.boolean().optional(),
    active: z.boolean().optional(),
    assignedUserId: assignedUserId.nullable().optional(),
    ratePerSecond: ratePerSecond.nullable().optional(),
    settings: z
      .strictObject({
        fault: settings.shape.fault.unwrap().nullable().optional(),
        replyTo: settings.shape.replyTo.unwrap().nullable().optional(),
      })
      .nullable()
      .optional(),
  })
  .openapi('SenderChanges', { description: 'Null clears, what is left out stays.' });

/** A sender, as it is answered. */
export const sender = z
  .strictObject({
    id: z.string(),
    channel: z.enum(channels),
    provider: z.enum(providerNames),
    address: z.string().nullable(),
    serviceSid: z.string().nullable(),
    name: z.string(),
    isDefault: z.boolean(),
    active: z.boolean(),
    assignedUserId: z.string().nullable(),
    ratePerSecond: z.number().nullable(),
    settings,
    createdAt: instant,
    updatedAt: instant,
    version,
  })
  .openapi('Sender');
