import { isIPv6 } from 'node:net'

/** One spelling of each host: lower case, without the root's dot, IPv6 addresses shortest and in brackets. */
export function canonicalHost(host: string): string {
  if (isIPv6(host)) return URL.parse(`http://[${host}]`)?.hostname ?? host // a zone does not parse, and matches nothing
  return (host.endsWith('.') ? host.slice(0, -1) : host).toLowerCase()
}

/** The address that a host spells; the host itself when it is a name. */
export function withoutBrackets(host: string): string {
  return host.startsWith('[') && host.endsWith(']') ? host.slice(1, -1) : host
}

/** Names that stand for this machine (RFC 6761 §6.3), and those that hosts files give it. */
export function isLocalhost(host: string): boolean {
  return localNames.has(host) || host.endsWith('.localhost')
}

const localNames: ReadonlySet<string> = new Set([
  'localhost',
  'localhost.localdomain',
  'localhost6',
  'localhost6.localdomain6',
  'ip6-localhost',
  'ip6-loopback',
])
