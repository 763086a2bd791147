import type { Cluster, Redis } from 'ioredis'

/**
 * Holds back what is written until the end of this turn of the event loop, so that the commands of many requests leave
 * in one system call: ioredis writes each one alone, which costs more than everything else about it. The end of the
 * current callback would be too soon: each request comes in one of its own. A few commands at a time, so that Redis
 * works on the first ones while the others are made.
 */
export function createCork(client: Redis | Cluster): () => void {
  let streams: readonly Redis['stream'][] = []
  let held = 0

  function release(): void {
    for (const stream of streams) stream.uncork()
    held = 0
  }

  function hold(): void {
    streams = nodesOf(client).flatMap(({ stream }) => stream ?? []) // a node that never connected has none
    for (const stream of streams) stream.cork()
    setImmediate(release)
  }

  return function cork(): void {
    if (held === 0) hold()
    else if (held % mostHeld === 0) {
      for (const stream of streams) {
        stream.uncork()
        stream.cork()
      }
    }
    held++
  }
}

const mostHeld = 16

const nodesOf = (client: Redis | Cluster): readonly Redis[] => ('nodes' in client ? client.nodes('master') : [client])
