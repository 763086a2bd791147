/** Null for text that is not the one canonical spelling of its bytes: padding, foreign characters and stray bits are refused. */
export function decodeBase64url(text: string): Buffer | null {
  const bytes = Buffer.from(text, 'base64url')
  return bytes.toString('base64url') === text ? bytes : null // node's decoder alone skips what it does not know
}
