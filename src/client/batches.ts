import type { BatchDefaults, NewMessage } from './api-types.ts';
import type { CallOptions, WriteOptions } from './client-options.ts';
import { at, createResource } from './create-resource.ts';
import type { Transport } from './create-transport.ts';
import type { QueryOf } from './operation-types.ts';
import { type UploadOptions, type UploadSource, uploadLines } from './upload-lines.ts';

/** The fields of a message, laid over the defaults. */
export type BatchItem = Partial<Omit<NewMessage, 'batchId'>>;

export interface BatchSettings {
  name?: string | undefined;
  defaults?: BatchDefaults | undefined;
  /** One that is refused refuses all. */
  allOrNothing?: boolean | undefined;
  /** Checks everything, and stores no message. */
  dryRun?: boolean | undefined;
}

/** What can be done with batches. */
export function createBatches(transport: Transport) {
  const { post, get, list } = createResource(transport, '/v1/batches');
  return {
    /** Schedules up to 10,000 messages at once; what is refused is told by its position. */
    create: (batch: BatchSettings & { items: BatchItem[] }, options?: WriteOptions) =>
      post<'createBatch'>('', batch, options),
    /** Makes a batch whose messages come by `upload`; nothing of it is sent before `close`. */
    async open(batch: BatchSettings = {}, options?: WriteOptions): Promise<{ id: string }> {
      const body = { ...batch, open: true };
      return transport.send({ method: 'POST', path: '/v1/batches', body, options });
    },
    /**
     * Uploads lines of CSV or NDJSON, of any length, and goes on where the upload stands: after a
     * cut by itself, after a crash when it is called again with the same source.
     *
     * @example
     * const { id } = await punctual.batches.open({ defaults: { channel: 'sms' } });
     * await punctual.batches.upload(id, 'to,text\n+12125550123,Hello\n', { format: 'csv' });
     * await punctual.batches.close(id);
     */
    upload: (id: string, source: UploadSource, options: UploadOptions) =>
      uploadLines(transport, { path: `/v1/batches${at(id)}`, source, options }),
    /** Ends the upload: its messages go when they are due. */
    close: (id: string, options?: WriteOptions) =>
      post<'closeBatch'>(`${at(id)}/close`, undefined, options),
    /** From the answer on nothing of it is sent; its counts are exact. */
    pause: (id: string, options?: WriteOptions) =>
      post<'pauseBatch'>(`${at(id)}/pause`, undefined, options),
    resume: (id: string, options?: WriteOptions) =>
      post<'resumeBatch'>(`${at(id)}/resume`, undefined, options),
    /** Cancels what was not sent; its counts tell what was. */
    cancel: (id: string, options?: WriteOptions) =>
      post<'cancelBatch'>(`${at(id)}/cancel`, undefined, options),
    get: (id: string, options?: CallOptions) => get<'getBatch'>(at(id), undefined, options),
    list: (query?: QueryOf<'listBatches'>, options?: CallOptions) =>
      list<'listBatches'>('', query, options),
    messages: (id: string, query?: QueryOf<'listBatchMessages'>, options?: CallOptions) =>
      list<'listBatchMessages'>(`${at(id)}/messages`, query, options),
    /** The lines of an upload that are no messages, and why. */
    rejections: (id: string, query?: QueryOf<'listRejections'>, options?: CallOptions) =>
      list<'listRejections'>(`${at(id)}/rejections`, query, options),
  };
}
