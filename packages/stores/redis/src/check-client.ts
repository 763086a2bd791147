import { ConfigError } from '@pylon/core'
import type { Cluster, Redis } from 'ioredis'

/** Refuses a client of the caller's that would make an answer wrong. */
export function checkClient(client: Redis | Cluster): Redis | Cluster {
  const problems = typeof client?.call === 'function' && client.options ? problemsOf(client) : [notAClient]
  if (problems.length > 0) throw new ConfigError(problems)
  return client
}

const notAClient = 'target: expected a URL, or a Redis or Cluster of ioredis'

function problemsOf(client: Redis | Cluster): string[] {
  const { options } = client
  const problems: string[] = []
  if (options.keyPrefix) problems.push('target: the client has a keyPrefix; give the stores one instead')
  // a replica may not have heard of a revocation yet
  if ('scaleReads' in options && options.scaleReads !== 'master') {
    problems.push('target: the client reads from replicas (scaleReads); sessions are read from masters')
  }
  if (('role' in options && options.role === 'slave') || ('readOnly' in options && options.readOnly)) {
    problems.push('target: the client is connected to a replica; sessions are read from the master')
  }
  return problems
}
