import { expect, it } from 'vitest'
import { memoryStores } from '../memory/index.ts'
import type { Session, SessionStore } from '../stores/session.ts'
import { createLifetimes, type Lifetimes } from './lifetimes.ts'
import { liveSessions } from './live-sessions.ts'

const idleTimeoutSecs = 100
const touchIntervalSecs = 10

const someSession: Session = {
  ...{ id: 'ses_1', tokenHash: 'hash', tokenPrefix: 'pylon_ab', userId: 'usr_1', isGuest: false, roles: [], amr: [] },
  ...{ tenantId: null, tenantRole: null, device: null, ip: null },
  ...{ createdAt: 0, authTime: 0, lastUsedAt: 0, expiresAt: 0 },
}

interface Server {
  readonly lifetimes: Lifetimes
  readonly store: SessionStore
}

function openServer(store: SessionStore): Server {
  const lifetimes = createLifetimes(store, { lifetimeSecs: 0, idleTimeoutSecs, touchIntervalSecs })
  return { lifetimes, store: liveSessions(store, lifetimes) }
}

async function use({ store, lifetimes }: Server, now: number): Promise<boolean> {
  const session = await store.find('hash', now)
  if (session !== null) lifetimes.noteUse(session, now)
  return session !== null
}

it('ends a session exactly after the idle time on one server, and on two that share a store', async () => {
  let ended = 0
  for (let round = 0; round < 300; round += 1) {
    const { sessions } = memoryStores()
    const servers = round % 3 === 0 ? [openServer(sessions)] : [openServer(sessions), openServer(sessions)]
    await sessions.insert(someSession)
    let lastUsedAt = 0
    let now = 0
    for (;;) {
      const restSecs = Math.random() < 0.2 ? 85 + Math.floor(Math.random() * 30) : Math.floor(Math.random() * 20)
      for (const at = now + restSecs; now < at; now += 1) {
        if (now % touchIntervalSecs === 0) for (const { lifetimes } of servers) await lifetimes.flush() // as its timer does
      }
      const server = servers[Math.floor(Math.random() * servers.length)] as Server // there is one
      const isLive = await use(server, now)
      expect(isLive, `idle for ${now - lastUsedAt}`).toBe(now - lastUsedAt < idleTimeoutSecs)
      if (!isLive) break
      lastUsedAt = now
    }
    ended += 1
  }
  expect(ended).toBe(300)
})

it('remembers uses that it could not write', async () => {
  const { sessions } = memoryStores()
  let isDown = true
  const store = {
    ...sessions,
    touch: async (touches: never) => (isDown ? Promise.reject(new Error('down')) : sessions.touch(touches)),
  }
  const server = openServer(store)
  await sessions.insert(someSession)
  await use(server, 80)
  for (let at = 0; at < 3; at += 1) await expect(server.lifetimes.flush()).rejects.toThrow('down')
  expect(await use(server, 179)).toBe(true)
  isDown = false
  await server.lifetimes.flush()
  expect(await use(openServer(sessions), 278)).toBe(true)
})
