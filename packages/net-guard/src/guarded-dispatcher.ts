import type { LookupFunction } from 'node:net'
import { Agent, buildConnector } from 'undici'
import { NetGuardError } from './net-guard-error.ts'
import type { Policy } from './policy.ts'

export interface DispatcherOptions {
  readonly policy: Policy
  /** Guarded already. */
  readonly lookup: LookupFunction
  readonly maxBytes: number
  readonly timeoutSecs: number
}

/** An undici dispatcher that checks each host, port and address on connect; a connection that is kept was checked so. */
export function guardedDispatcher({ policy, lookup, maxBytes, timeoutSecs }: DispatcherOptions): Agent {
  const timeoutMs = timeoutSecs * 1000
  const connect = buildConnector({ lookup, allowH2: false, timeout: timeoutMs })
  return new Agent({
    connect: guardConnector(connect, policy),
    allowH2: false,
    connections: maxConnections,
    maxResponseSize: maxBytes,
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
    keepAliveMaxTimeout: maxIdleMs,
  })
}

const maxConnections = 64 // per origin; more requests wait
const maxIdleMs = 60_000 // whatever the server asks for

function guardConnector(connect: buildConnector.connector, policy: Policy): buildConnector.connector {
  return (options, callback) => {
    const { hostname, protocol, port } = options
    try {
      policy.checkHost(hostname, Number(port || (protocol === 'https:' ? 443 : 80)))
    } catch (refusal) {
      callback(refusal as Error, null) // checkHost throws NetGuardError alone
      return
    }
    connect(options, (...[error, socket]) => {
      if (error !== null) return callback(error, null)
      if (policy.allowsAddress(hostname, socket.remoteAddress ?? '')) return callback(null, socket)
      socket.destroy()
      return callback(new NetGuardError(hostname, 'host'), null)
    })
  }
}
