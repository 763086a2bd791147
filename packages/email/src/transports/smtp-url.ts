export interface SmtpServer {
  readonly host: string
  readonly port: number
  /** TLS from the first byte on, `smtps:`. */
  readonly isSecure: boolean
  readonly auth: { readonly user: string; readonly pass: string } | null
  /** There is no network between us and the server. */
  readonly isLoopback: boolean
}

/** Reads `smtp://user:pass@host:port` or `smtps://…`; null for anything else, settings in a query included. */
export function parseSmtpUrl(text: string): SmtpServer | null {
  const url = URL.canParse(text) ? new URL(text) : null
  if (url === null || (url.protocol !== 'smtp:' && url.protocol !== 'smtps:') || url.hostname === '') return null
  if (url.search !== '' || url.hash !== '' || !['', '/'].includes(url.pathname)) return null
  const [user, pass] = [decode(url.username), decode(url.password)]
  if (user === null || pass === null || (user === '') !== (pass === '')) return null
  const isSecure = url.protocol === 'smtps:'
  const host = url.hostname.replace(/^\[|\]$/g, '')
  return {
    host,
    port: url.port === '' ? (isSecure ? 465 : 587) : Number(url.port),
    isSecure,
    auth: user === '' ? null : { user, pass },
    isLoopback: host === 'localhost' || host === '::1' || /^127(?:\.\d{1,3}){3}$/.test(host),
  }
}

function decode(text: string): string | null {
  try {
    const decoded = decodeURIComponent(text)
    return /\p{Cc}/u.test(decoded) ? null : decoded
  } catch {
    return null
  }
}
