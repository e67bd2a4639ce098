/**
 * Reads a body as JSON in UTF-8; strings without NUL, which PostgreSQL cannot keep.
 *
 * @throws SyntaxError, TypeError for what is no JSON, or no UTF-8.
 */
export function parseVendorJson(body: Uint8Array): unknown {
  const text = new TextDecoder('utf-8', { fatal: true }).decode(body);
  return JSON.parse(text, (_name, value) =>
    typeof value === 'string' ? value.replaceAll('\0', '') : value,
  );
}
