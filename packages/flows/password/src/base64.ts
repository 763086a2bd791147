/** Decodes canonical standard base64, with its padding or without (RFC 4648 §3.5); null for anything else. */
export function decodeBase64(text: string): Uint8Array | null {
  const bytes = Buffer.from(text, 'base64')
  const padded = bytes.toString('base64')

  return text === padded || text === withoutPadding(padded) ? bytes : null
}

/** Encodes as PHC strings want it: standard alphabet, no padding. */
export const encodeBase64 = (bytes: Uint8Array): string => withoutPadding(Buffer.from(bytes).toString('base64'))

const withoutPadding = (text: string): string => text.replaceAll('=', '')
