import { isIPv6 } from 'node:net'
import { type AddressRange, parseRange } from './address/range.ts'
import { canonicalHost } from './host.ts'

export interface AllowedHosts {
  readonly hosts: ReadonlySet<string>
  readonly ranges: readonly AddressRange[]
}

/** Sorts entries into hosts and CIDRs; throws `TypeError` for what is neither, so that no typo widens or voids the list. */
export function parseAllowedHosts(entries: readonly string[]): AllowedHosts {
  const hosts = new Set<string>()
  const ranges: AddressRange[] = []
  for (const entry of entries) {
    const range = parseRange(entry)
    if (range === null) hosts.add(checkedHost(entry))
    else ranges.push(range)
  }
  return { hosts, ranges }
}

function checkedHost(entry: string): string {
  const host = isIPv6(entry) ? `[${entry}]` : entry
  const isHost = /^[^*/?#@\\\s]+$/.test(host) && /^(?:\[.*\]|[^:]+)$/.test(host)
  const url = isHost ? URL.parse(`http://${host}`) : null // by the parser that will read the URLs
  if (url !== null) return canonicalHost(url.hostname)
  throw new TypeError(`allowHosts: expected a host without port, or a CIDR, found ${JSON.stringify(entry)}`)
}
