const placeholder = '{tenantid}'

/**
 * The issuer to expect of a token. Microsoft's has a directory's id in it where many directories may sign in: that id is
 * taken from the token before anything of it is believed, and as nothing but an id.
 */
export function issuerFor(issuer: string, idToken: string): string {
  return issuer.includes(placeholder) ? issuer.replace(placeholder, directoryOf(idToken) ?? 'no directory') : issuer
}

/** Whether the `iss` of an authorization answer (RFC 9207) is the provider's. */
export function isIssuer(issuer: string, received: string): boolean {
  const [before = '', after] = issuer.split(placeholder)
  if (after === undefined) return received === issuer
  const middle = received.slice(before.length, received.length - after.length)
  return received === before + middle + after && (directoryId.test(middle) || middle === placeholder)
}

const directoryId = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

function directoryOf(idToken: string): string | null {
  try {
    const payload: unknown = JSON.parse(Buffer.from(idToken.split('.', 2)[1] ?? '', 'base64url').toString())
    const { tid } = payload as { readonly tid?: unknown }
    return typeof tid === 'string' && directoryId.test(tid) ? tid : null
  } catch {
    return null // no token: verifying it says so
  }
}
