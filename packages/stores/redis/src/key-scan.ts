import { storeUnavailable } from '@pylon/core'
import type { Redis } from 'ioredis'
import type { Line } from './line.ts'

/** Every node that keeps keys. */
export async function masters(line: Line, deadlineAt: number): Promise<readonly Redis[]> {
  const { client } = line
  if (!('nodes' in client)) return [client]
  const info = String(await line.send(deadlineAt, 'CLUSTER', 'INFO'))
  const nodes = client.nodes('master')
  const size = Number(/^cluster_size:(\d+)/m.exec(info)?.[1])
  if (!(nodes.length >= size)) {
    throw storeUnavailable(new Error(`Only ${nodes.length} of ${size} masters can be reached`)) // half an answer is a wrong one
  }
  return nodes
}

export interface Page {
  readonly keys: readonly string[]
  /** Where the next page begins; `0` at the end. */
  readonly cursor: string
}

/** Some keys of one node. A key that is there all the while is shown at least once. */
export async function scanPage(line: Line, node: Redis, pattern: string, cursor: string): Promise<Page> {
  const words = [cursor, 'MATCH', pattern, 'COUNT', keysAtOnce]
  const [next, keys] = (await line.sendTo(node, line.deadline(), 'SCAN', ...words)) as [string, string[]]
  return { keys, cursor: String(next) }
}

const keysAtOnce = 500

/** All keys of all nodes, in pages. Each page has the time of a call for itself, for this takes as long as it takes. */
export async function* scanAll(line: Line, pattern: string): AsyncGenerator<readonly string[]> {
  for (const node of await masters(line, line.deadline())) {
    let cursor = '0'
    do {
      const page = await scanPage(line, node, pattern, cursor)
      if (page.keys.length > 0) yield page.keys
      cursor = page.cursor
    } while (cursor !== '0')
  }
}
