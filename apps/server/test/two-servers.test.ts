import { expect, it } from 'vitest'
import { type Call, clientOf } from './client.ts'
import { cheapHashesIn } from './faults/cheap-hashes.ts'
import { type Env, startProcess } from './process.ts'
import { newStorage } from './storage.ts'

const revocations = 1_000
const atOnce = 100
const account = { email: 'ada@example.com', password: 'correct horse battery' }

it('a session that one server revokes is refused by the other on the next request', async () => {
  const [first, second, stop] = await startTwo({})
  await eachRevocation(first, async token => {
    expect((await second('GET', '/me', { bearer: token })).body.user_id).not.toBeNull()
    await first('DELETE', '/session', { bearer: token })
    expect((await second('GET', '/me', { bearer: token })).body.user_id).toBeNull()
  })
  await stop()
})

it('with the session cache it is refused within the bound, and much sooner where word travels', async () => {
  const boundSecs = 1
  const [first, second, stop] = await startTwo({ PYLON_SESSION_CACHE_SECS: String(boundSecs) })
  const delays: number[] = []
  await eachRevocation(first, async token => {
    expect((await second('GET', '/me', { bearer: token })).body.user_id).not.toBeNull()
    await first('DELETE', '/session', { bearer: token })
    const revokedAt = performance.now()
    let lastSeenAt = revokedAt
    for (;;) {
      const askedAt = performance.now()
      if ((await second('GET', '/me', { bearer: token })).body.user_id === null) break
      lastSeenAt = askedAt // it was answered then or later
    }
    delays.push(lastSeenAt - revokedAt)
    expect((await first('GET', '/me', { bearer: token })).body.user_id).toBeNull()
  })
  const longest = Math.max(...delays)
  console.log(`longest that a revoked session was still answered: ${longest.toFixed(1)} ms of ${boundSecs * 1_000}`)
  expect(longest).toBeLessThan(boundSecs * 1_000)
  await stop()
})

async function startTwo(more: Env): Promise<readonly [Call, Call, () => Promise<void>]> {
  const folder = cheapHashesIn()
  const env = { ...(await newStorage()), ...more, PYLON_LOG: 'error' }
  const servers = [await startProcess(env, folder), await startProcess(env, folder)] as const
  const [first, second] = servers
  const stop = async (): Promise<void> => {
    await Promise.all(servers.map(server => server.stop()))
  }
  return [clientOf(first.url), clientOf(second.url), stop]
}

/** Signs in a thousand times, a hundred at once, and lets each session be revoked. */
async function eachRevocation(call: Call, revoke: (token: string) => Promise<void>): Promise<void> {
  await call('POST', '/password/register', { body: account })
  const clients = Array.from({ length: atOnce }, async () => {
    for (let made = 0; made < revocations / atOnce; made += 1) {
      await revoke((await call('POST', '/guest')).body.token)
    }
  })
  await Promise.all(clients)
}
