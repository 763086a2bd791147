import type { LookupAddress } from 'node:dns'
import { isIP, type LookupFunction } from 'node:net'
import { NetGuardError } from './net-guard-error.ts'
import type { Policy } from './policy.ts'

/**
 * Resolves names to addresses that are allowed; one that is not among them refuses them all.
 *
 * Sockets connect to what it hands out and to nothing else, so a second answer of DNS has no effect (rebinding).
 */
export function guardLookup(lookup: LookupFunction, policy: Policy): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, answer, family) => {
      if (error) return callback(error, [])
      const addresses = listOf(answer, family)
      const isAllowed = addresses.every(({ address }) => policy.allowsAddress(hostname, address))
      const [first] = addresses
      if (first === undefined || !isAllowed) return callback(new NetGuardError(hostname, 'host'), [])
      return options.all ? callback(null, addresses) : callback(null, first.address, first.family)
    })
  }
}

/** A copy, as plain data: what was checked cannot change any more. Some resolvers answer one address whatever is asked. */
function listOf(answer: string | readonly LookupAddress[], family?: number): LookupAddress[] {
  const addresses = typeof answer === 'string' ? [{ address: answer, family }] : answer
  return addresses.map(({ address }) => ({ address: String(address), family: isIP(String(address)) }))
}
