import assert from 'node:assert/strict'
import type { Cluster, Redis } from 'ioredis'
import { createKeys } from '../src/keys.ts'
import { packUserId } from '../src/sessions/packed-id.ts'
import { jsonOf } from '../src/sessions/record.ts'

/** What lies in Redis under a prefix. */
export interface StoredToken {
  readonly member: string
  readonly text: string
  readonly isStaged: boolean
}

/** Reads every token of a prefix, and checks what must hold after any crash. */
export async function checkInvariants(client: Redis | Cluster, prefix: string): Promise<readonly StoredToken[]> {
  const tokens = await storedTokens(client, prefix)
  for (const token of tokens) {
    if (token.isStaged) await checkStaged(client, prefix, token)
    else await checkIndexed(client, prefix, token)
  }
  return tokens
}

/** No session lives that its user's index does not know: nobody could revoke it. */
async function checkIndexed(client: Redis | Cluster, prefix: string, { member, text }: StoredToken): Promise<void> {
  const packed = (JSON.parse(`[${text.replaceAll('\n', ',')}]`) as string[])[5] ?? ''
  assert.notEqual(await client.zscore(createKeys(prefix).userIndex(packed), member), null, `${member} is not indexed`)
}

/** A staged token goes by itself, soon. */
async function checkStaged(client: Redis | Cluster, prefix: string, { member }: StoredToken): Promise<void> {
  const leftMs = await client.pttl(createKeys(prefix).session(member))
  assert.ok((leftMs > 0 && leftMs <= 30_000) || leftMs === -2, `${member} is staged for ${leftMs} ms`)
}

async function storedTokens(client: Redis | Cluster, prefix: string): Promise<readonly StoredToken[]> {
  const found = new Map<string, StoredToken>()
  for (const node of 'nodes' in client ? client.nodes('master') : [client]) {
    for (let cursor = '0', isFirst = true; isFirst || cursor !== '0'; isFirst = false) {
      const [next, keys] = await node.scan(cursor, 'MATCH', `${prefix}s:*`, 'COUNT', 1_000)
      cursor = next
      for (const key of keys) {
        const text = await node.get(key)
        const member = key.slice(`${prefix}s:`.length)
        if (text !== null) found.set(member, { member, text, isStaged: text.startsWith('~') })
      }
    }
  }
  return [...found.values()]
}

/** The live tokens of one user, whatever the indexes say. */
export async function liveTokensOf(
  client: Redis | Cluster,
  prefix: string,
  userId: string,
): Promise<readonly string[]> {
  const tokens = await storedTokens(client, prefix)
  const user = jsonOf(packUserId(userId))
  return tokens.filter(({ text, isStaged }) => !isStaged && text.includes(user)).map(({ member }) => member)
}
