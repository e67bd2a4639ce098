import busboy from 'busboy';

/** A field as it came. */
export interface FormField {
  bytes: Buffer;
  /** Of the bytes, where the part says so itself. */
  charset: string | null;
  /** Whether more came than was kept. */
  isCut: boolean;
}

/** Of one field, in bytes: a mail's text or HTML that is longer is cut. */
export const FIELD_MAX = 1_048_576;
// SendGrid posts some fifteen; attachments are not counted.
const FIELDS_MAX = 100;
const NAME_MAX = 100;

/**
 * Reads the fields of a multipart form as bytes, the first of each name. Files are passed over as
 * they come: nobody listens for them.
 *
 * @returns `null` for what is not such a form, or ends before it is over.
 * @throws what `body` throws.
 */
export async function readMailForm(
  contentType: string,
  body: AsyncIterable<Uint8Array>,
): Promise<ReadonlyMap<string, FormField> | null> {
  const parser = openParser(contentType);
  if (parser === null) return null;
  const fields = new Map<string, FormField>();
  let isBroken = false;
  const closed = new Promise<void>((resolve) => parser.once('close', resolve));
  parser.on('error', () => {
    isBroken = true;
  });
  parser.on('field', (name, value, { valueTruncated }) => {
    if (typeof name !== 'string' || name.length > NAME_MAX || fields.has(name)) return;
    fields.set(name, { ...toBytes(value), isCut: valueTruncated });
  });
  try {
    for await (const piece of body) {
      // Read to its end, so that the answer is heard.
      if (!isBroken) await write(parser, piece);
    }
    parser.end();
    await closed;
  } finally {
    parser.destroy();
  }
  return isBroken ? null : fields;
}

function openParser(contentType: string): busboy.Busboy | null {
  if (!/^multipart\/form-data\s*;/i.test(contentType)) return null;
  try {
    return busboy({
      headers: { 'content-type': contentType },
      // Each byte a character: which charset it is, another field says.
      defCharset: 'latin1',
      limits: { fields: FIELDS_MAX, fieldSize: FIELD_MAX },
    });
  } catch {
    return null;
  }
}

/** Until it is taken, or the parser has given up. */
function write(parser: busboy.Busboy, piece: Uint8Array): Promise<void> {
  return new Promise((resolve) => parser.write(piece, () => resolve()));
}

/** A part that names its own charset was decoded by that; `undefined` if by none that is known. */
function toBytes(value: string | undefined): Pick<FormField, 'bytes' | 'charset'> {
  const isDecoded = /[\u{100}-\u{10ffff}]/u.test(value ?? '');
  const bytes = Buffer.from(value ?? '', isDecoded ? 'utf8' : 'latin1');
  return { bytes, charset: isDecoded ? 'utf-8' : null };
}
