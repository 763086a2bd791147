/** An https URL without user info; http too for loopback hosts where `allowInsecureRequests`. Null for anything else. */
export function secureUrl(text: unknown, allowInsecureRequests: boolean): string | null {
  if (typeof text !== 'string' || text.length > 2048 || !URL.canParse(text)) return null
  const { protocol, hostname, username, password, hash } = new URL(text)
  if (username !== '' || password !== '' || hash !== '') return null
  const isInsecure = protocol === 'http:' && allowInsecureRequests && isLoopback(hostname)
  return protocol === 'https:' || isInsecure ? text : null
}

const isLoopback = (hostname: string): boolean =>
  hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(hostname)
