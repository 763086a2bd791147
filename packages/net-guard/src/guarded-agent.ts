import type { Agent, ClientRequestArgs } from 'node:http'
import { type LookupFunction, Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { NetGuardError } from './net-guard-error.ts'
import type { Policy } from './policy.ts'

/** Makes an agent of node:http or node:https check each host, port and address on connect. */
export function guardAgent<AnyAgent extends Agent>(agent: AnyAgent, policy: Policy, lookup: LookupFunction): AnyAgent {
  const connect = agent.createConnection.bind(agent)
  agent.createConnection = (options, callback) => {
    const host = options.host ?? ''
    const refusal = refusalOf(options, host, policy)
    if (refusal !== null) return connect({ ...options, ...nowhere, lookup: lookupThatFails(refusal) }, callback)
    return watchSocket(connect({ ...options, lookup }, callback), host, policy)
  }
  return agent
}

function refusalOf({ socketPath, path, port }: ClientRequestArgs, host: string, policy: Policy): Error | null {
  if (socketPath || path) return new NetGuardError(host, 'scheme') // a socket in the file system: Docker's, a database's
  try {
    policy.checkHost(host, Number(port))
    return null
  } catch (refusal) {
    return refusal as Error // checkHost throws NetGuardError alone
  }
}

const nowhere = { host: 'blocked.invalid', path: null, socketPath: undefined }

/**
 * Refuses like a name that does not exist: an agent cleans up after that. One that gets an error or a dead socket from
 * `createConnection` keeps an entry for each host, or throws past the request where `maxSockets` makes others wait.
 */
function lookupThatFails(refusal: Error): LookupFunction {
  return (_hostname, _options, callback) => setImmediate(callback, refusal, [])
}

function watchSocket(socket: Duplex | null | undefined, host: string, policy: Policy): typeof socket {
  if (!(socket instanceof Socket)) return socket
  socket.once('connect', () => {
    if (!policy.allowsAddress(host, socket.remoteAddress ?? '')) socket.destroy(new NetGuardError(host, 'host'))
  })
  socket.once('timeout', () => socket.destroy(new NetGuardError(host, 'time')))
  return socket
}
