import { defineSignal } from '@temporalio/workflow';
import type { DeliveryTarget } from '#domain/delivery';

/** The message was canceled: nothing is left to wait for. */
export const cancelSignal = defineSignal('cancel');

/** The message's contact was deleted, and the message canceled with it. */
export const contactDeletedSignal = defineSignal('contactDeleted');

/** The message has a newer version, with the instant at which that is due. */
export const rescheduledSignal = defineSignal<[DeliveryTarget]>('rescheduled');

/** The provider reported that the message arrived: an iMessage needs no SMS any more. */
export const deliveryReportedSignal = defineSignal('deliveryReported');

/** The batch was closed, paused, resumed or canceled, or has another message. */
export const batchChangedSignal = defineSignal('batchChanged');

/** An endpoint failed, or was changed: its workflow looks at it again. */
export const endpointChangedSignal = defineSignal('endpointChanged');
