import { z } from '@hono/zod-openapi';

const UUID = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';

export const idShapes = {
  message: new RegExp(`^msg_${UUID}$`),
  contact: new RegExp(`^con_${UUID}$`),
  sender: new RegExp(`^snd_${UUID}$`),
  user: new RegExp(`^usr_${UUID}$`),
  batch: new RegExp(`^bat_${UUID}$`),
  key: new RegExp(`^key_${UUID}$`),
  suppression: new RegExp(`^sup_${UUID}$`),
  sinkDelivery: new RegExp(`^snk_${UUID}$`),
  reply: new RegExp(`^rep_${UUID}$`),
  webhook: new RegExp(`^whk_${UUID}$`),
  event: new RegExp(`^evt_${UUID}$`),
  // Before or after an item.
  conversationPlace: new RegExp(`^[<>](msg|rep)_${UUID}$`),
} as const;
export type IdNoun = keyof typeof idShapes;

// A text that is no id names nothing: it is refused by the verb, or finds nothing (K2).
const ID_MAX = 100;

/** The path parameter `id`. */
export function idParams(noun: IdNoun) {
  const id = z
    .string()
    .regex(idShapes[noun])
    .openapi({ description: `The id of the ${noun}.` });
  return z.strictObject({ id });
}

/** An id in a body or a filter; whether it is known is for the verb to say. */
export function idField(description: string) {
  return z
    .string()
    .max(ID_MAX)
    .regex(/^[^\0]*$/, 'must not hold NUL')
    .openapi({ description, maxLength: ID_MAX, pattern: '^[^\\u0000]*$' });
}
