import { NetGuardError } from './net-guard-error.ts'
import { createPolicy, type Policy, type PolicyOptions } from './policy.ts'

/**
 * Parses a URL that a server may be asked to call: http or https, no credentials, an allowed port, and no host that is
 * known to be private without asking DNS. What its name resolves to is checked when it is connected to.
 *
 * Throws `NetGuardError`.
 *
 * @example
 * import { checkUrl } from '@pylon/net-guard'
 *
 * const url = checkUrl('https://hooks.example.com/pylon')
 * console.log(url.hostname) // hooks.example.com
 */
export function checkUrl(url: string | URL, options: PolicyOptions = {}): URL {
  return checkUrlBy(createPolicy(options), url)
}

export function checkUrlBy(policy: Policy, text: string | URL): URL {
  const url = URL.parse(String(text))
  if (url === null || url.hostname.length > maxHostLength) throw new NetGuardError('', 'url')
  if (!Object.hasOwn(defaultPorts, url.protocol)) throw new NetGuardError(url.hostname, 'scheme')
  if (url.username !== '' || url.password !== '') throw new NetGuardError(url.hostname, 'credentials')
  policy.checkHost(url.hostname, portOf(url))
  return url
}

const maxHostLength = 255 // RFC 1035 §2.3.4

const defaultPorts: Readonly<Record<string, number>> = { 'http:': 80, 'https:': 443 }

const portOf = ({ port, protocol }: URL): number => (port === '' ? (defaultPorts[protocol] ?? 0) : Number(port))
