import { isIP } from 'node:net'
import { type Address, parseAddress } from './address/address.ts'
import { isPublic } from './address/is-public-address.ts'
import { type AddressRange, isInRange } from './address/range.ts'
import { parseAllowedHosts } from './allowed-hosts.ts'
import { canonicalHost, isLocalhost, withoutBrackets } from './host.ts'
import { NetGuardError } from './net-guard-error.ts'

export interface PolicyOptions {
  /** Exact hosts, wherever they resolve to, and CIDRs, whatever name leads there, that need not be public; default none. */
  readonly allowHosts?: readonly string[]
  /** Default 80, 443, 8080 and 8443; null for all. */
  readonly allowPorts?: readonly number[] | null
  /** Lets `127.0.0.0/8`, `::1` and `localhost` through on every port, for development; default false. */
  readonly allowLoopback?: boolean
}

/** Decides what may be reached. */
export interface Policy {
  /** Throws for a port, and for a host that need not be resolved to be refused. */
  checkHost(host: string, port: number): void
  /** Judges one of the addresses that `host` resolved to. */
  allowsAddress(host: string, address: string): boolean
}

/** Throws `TypeError` for an entry that is no host, CIDR or port. */
export function createPolicy({
  allowHosts = [],
  allowPorts = [80, 443, 8080, 8443],
  allowLoopback = false,
}: PolicyOptions = {}): Policy {
  const { hosts, ranges } = parseAllowedHosts(allowHosts)
  const ports = allowPorts === null ? null : new Set(allowPorts.map(checkedPort))
  const allowedRanges = allowLoopback ? [...ranges, ...loopbackRanges] : ranges

  function checkHost(host: string, port: number): void {
    const canonical = canonicalHost(host)
    if (!isAllowedPort(canonical, port)) throw new NetGuardError(host, 'port')
    if (!hosts.has(canonical) && !isAllowedHost(canonical)) throw new NetGuardError(host, 'host')
  }

  const isAllowedPort = (host: string, port: number): boolean =>
    ports === null || ports.has(port) || (allowLoopback && isLoopbackHost(host))

  function isAllowedHost(host: string): boolean {
    const bare = withoutBrackets(host)
    const address = parseAddress(bare)
    if (address !== null) return isAllowedAddress(address)
    if (isIP(bare) !== 0) return false // with a zone: sockets take it for an address, and no resolver is asked
    return !isLocalhost(host) || loopbackRanges.some(({ start }) => isAllowedAddress(start))
  }

  const isAllowedAddress = (address: Address): boolean =>
    isPublic(address) || allowedRanges.some(range => isInRange(address, range))

  function allowsAddress(host: string, text: string): boolean {
    const address = parseAddress(text)
    return address !== null && (isAllowedAddress(address) || hosts.has(canonicalHost(host)))
  }

  return { checkHost, allowsAddress }
}

const loopbackRanges: readonly AddressRange[] = [
  { start: [0, 0, 0xffff, 0x7f000001], bits: 104 }, // 127.0.0.0/8
  { start: [0, 0, 0, 1], bits: 128 }, // ::1
]

function isLoopbackHost(host: string): boolean {
  const address = parseAddress(withoutBrackets(host))
  return address === null ? isLocalhost(host) : loopbackRanges.some(range => isInRange(address, range))
}

function checkedPort(port: number): number {
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port
  throw new TypeError(`allowPorts: expected whole numbers from 1 to 65535, found ${port}`)
}
