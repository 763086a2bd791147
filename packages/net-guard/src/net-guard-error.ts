/** Which rule refused; `host` covers addresses too, so that nobody can ask what a name resolves to. */
export type NetGuardReason = 'url' | 'scheme' | 'credentials' | 'port' | 'host' | 'redirect' | 'size' | 'time'

/**
 * Refuses an outbound request; names the host that was asked for, never the address found.
 *
 * @example
 * import { checkUrl, NetGuardError } from '@pylon/net-guard'
 *
 * try {
 *   checkUrl('http://169.254.169.254/latest/meta-data')
 * } catch (error) {
 *   if (error instanceof NetGuardError) console.log(error.code, error.host) // NET_GUARD_BLOCKED 169.254.169.254
 * }
 */
export class NetGuardError extends Error {
  override readonly name: string = 'NetGuardError'
  readonly code = 'NET_GUARD_BLOCKED'
  /** As the URL names it; empty when it names none. */
  readonly host: string
  readonly reason: NetGuardReason

  constructor(host: string, reason: NetGuardReason) {
    super(`Request to "${host}" was blocked: ${explanations[reason]}`)
    this.host = host
    this.reason = reason
  }
}

const explanations: Readonly<Record<NetGuardReason, string>> = {
  url: 'that is no valid URL',
  scheme: 'only http and https are allowed, and never http after https',
  credentials: 'a URL must not hold a user name or a password',
  port: 'that port is not allowed',
  host: 'that host is not public',
  redirect: 'it redirects, or does so too often',
  size: 'the response is too large',
  time: 'it took too long',
}
