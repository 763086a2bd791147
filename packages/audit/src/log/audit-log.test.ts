import {
  type AuditStore,
  type AuthContext,
  anonymous,
  ConfigError,
  createApp,
  jsonReply,
  type Plugin,
  type RequestContext,
  type Route,
} from '@pylon/core'
import { memoryStores } from '@pylon/core/memory'
import { describe, expect, it } from 'vitest'
import { fill, openLog, testKeys } from '../../test/sealed-log.ts'
import { someEvent } from '../../test/some-event.ts'
import { linkEntries } from '../chain.ts'
import { toWireEntry } from '../entry.ts'
import { appendOnce } from './append-once.ts'
import { createAuditLog } from './audit-log.ts'

/** A store that can be away, and counts what it is asked. */
function flakyStore() {
  const store = memoryStores().audit
  const state = { isAway: false, appends: 0, probes: 0, isAnswerLost: false }
  const throwIfAway = (): void => {
    if (state.isAway) throw new Error('the database is away')
  }
  const flaky: AuditStore = {
    ...store,
    async append(link) {
      throwIfAway()
      state.appends += 1
      await store.append(link)
      if (state.isAnswerLost) throw new Error('the connection broke after the commit')
    },
    async probe() {
      state.probes += 1
      throwIfAway()
    },
  }
  return { store: flaky, state }
}

const usersIn = async (store: AuditStore) => (await store.read(0, 1_000_000)).map(({ subjectId }) => subjectId)
const events = (count: number) => Array.from({ length: count }, (_, index) => someEvent({ userId: `usr_${index}` }))

describe('what is recorded', () => {
  it('has the members of the contract, and no other', async () => {
    const { log } = openLog()
    await log.onEvent(someEvent({ name: 'account.link_failed', data: { provider: 'google', reason: 'TAKEN' } }))
    await log.record({ action: 'invoice.paid', resource: { type: 'Invoice' } })
    await log.flush()
    const [paid, failed] = (await log.list()).entries.map(toWireEntry)
    expect(failed).toEqual({
      id: expect.stringMatching(/^aud_[0-9a-f]{32}$/),
      at: 1_700_000_000,
      actor: { user_id: null, session_id: null, api_key_id: null, admin: false },
      action: 'account.link_failed',
      resource: { type: 'Account', id: 'google' },
      outcome: 'failure',
      reason: 'TAKEN',
      meta: { provider: 'google' },
      ip: '192.0.2.1',
      user_agent: 'Firefox',
      request_id: 'req-1',
      tenant_id: null,
      prev_hash: '',
      hash: expect.stringMatching(/^[0-9a-f]{64}$/),
    })
    expect(paid).toMatchObject({ prev_hash: failed?.hash, ip: null, user_agent: null, request_id: null })
    expect(paid).not.toHaveProperty('reason')
  })

  it('names the caller of the request that an application hands over', async () => {
    const { log } = openLog()
    const auth: AuthContext = { ...anonymous, userId: 'usr_1', sessionId: 'ses_1', tenantId: 'org_1' }
    const ctx = { ip: '192.0.2.7', requestId: 'req-7', header: () => 'curl', auth: async () => auth }
    await log.record({
      ctx: ctx as unknown as RequestContext, // what record reads of it
      action: 'invoice.paid',
      resource: { type: 'Invoice', id: 'inv_1' },
      subjectId: 'usr_2',
      meta: { card_token: 'tok_1', cents: 1200 },
    })
    await log.flush()
    expect((await log.list()).entries[0]).toMatchObject({
      actor: { userId: 'usr_1', sessionId: 'ses_1', isAdmin: false },
      subjectId: 'usr_2',
      tenantId: 'org_1',
      meta: { card_token: '[redacted]', cents: 1200 },
      ip: '192.0.2.7',
      userAgent: 'curl',
      requestId: 'req-7',
    })
  })

  it('must fit: whoever records something else learns it at once', async () => {
    const { log, store } = openLog()
    const good = { action: 'invoice.paid', resource: { type: 'Invoice' } }
    const wrong = [
      { ...good, action: '' },
      { ...good, action: 'x'.repeat(101) },
      { ...good, resource: { type: '' } },
      { ...good, resource: undefined },
      { ...good, resource: { type: 'Invoice', id: 7 } },
      { ...good, outcome: 'maybe' },
      { ...good, meta: { at: new Date() } },
      { ...good, tenantId: '' },
      { ...good, subjectId: 7 },
    ]
    for (const record of wrong) await expect(log.record(record as never)).rejects.toThrow(TypeError)
    expect((await store.head()).seq).toBe(0)
  })

  it('is what was asked for: users with their sessions, keys, and nothing else', async () => {
    const { log, store } = openLog({ entities: ['User', 'Subscription', 'ApiKey'] })
    for (const name of ['session.created', 'session.revoked', 'org.created', 'magic.code_sent', 'api_key.created']) {
      await log.onEvent(someEvent({ name }))
    }
    await log.record({ action: 'subscription.ended', resource: { type: 'Subscription', id: 'sub_1' } })
    await log.record({ action: 'invoice.paid', resource: { type: 'Invoice', id: 'inv_1' } })
    await log.flush()
    const actions = (await log.list()).entries.map(({ action }) => action)
    expect(actions).toEqual(['subscription.ended', 'api_key.created', 'session.revoked', 'session.created'])
    expect((await store.head()).seq).toBe(4)
  })

  it('belongs to whom it names, however odd or long their id is: a foreign token says what it likes', async () => {
    const { log, store } = openLog()
    const ids = ['a\u0000b', 'a\ud800', `${'x'.repeat(300)}1`, `${'x'.repeat(300)}2`, 'f'.repeat(64)]
    for (const userId of ids) await log.onEvent(someEvent({ name: 'totp.enabled', userId }, { userId }))
    await log.flush()
    for (const userId of ids) expect((await log.list({ userId })).entries).toHaveLength(1)
    const columns = (await store.read(0, 10)).flatMap(row => [row.actorId ?? '', row.subjectId ?? ''])
    for (const text of columns) expect(text).toMatch(/^[ -~]{1,255}$/)
    expect(await log.verify()).toMatchObject({ ok: true })
  })

  it('comes in pages, newest first, and refuses a place that is none', async () => {
    const { log } = openLog()
    await fill(log, 5)
    const first = await log.list({ limit: 2 })
    const second = await log.list({ limit: 2, before: first.next })
    const third = await log.list({ limit: 2, before: second.next })
    expect([first, second, third].map(({ entries }) => entries.map(({ seq }) => seq))).toEqual([[5, 4], [3, 2], [1]])
    expect(third.next).toBeNull()
    for (const before of ['', '3', 'x']) await expect(log.list({ before })).rejects.toMatchObject({ status: 400 })
  })
})

describe('the writer', () => {
  it('puts whatever waits into one step of the store', async () => {
    const { store, state } = flakyStore()
    const { log } = openLog({ store })
    await Promise.all(events(300).map(log.onEvent))
    await log.flush()
    expect((await store.head()).seq).toBe(300)
    expect(state.appends).toBeLessThanOrEqual(3)
    expect(await log.verify()).toMatchObject({ ok: true, entries: 300 })
  })

  it('shows to whoever reads it what happened right before', async () => {
    const { log } = openLog()
    await log.onEvent(someEvent())
    expect((await log.list()).entries).toHaveLength(1)
    await log.onEvent(someEvent())
    expect(await log.verify()).toMatchObject({ entries: 2 })
    await log.onEvent(someEvent())
    expect(await log.checkpoint()).toMatchObject({ seq: 3 })
  })

  it('makes one chain of what two servers write at once', async () => {
    const { store } = openLog()
    const logs = [openLog({ store }).log, openLog({ store, isRequired: true }).log]
    await Promise.all(events(200).map((event, index) => logs[index % 2]?.onEvent(event)))
    for (const log of logs) await log.stop()
    expect(await logs[0]?.verify()).toMatchObject({ ok: true, entries: 200, sealedSeq: 200 })
  })

  it('keeps nobody waiting while the store is away, tells of it, and writes all of it in order afterwards', async () => {
    const { store, state } = flakyStore()
    const errors: unknown[] = []
    const { log } = openLog({ store, onError: error => errors.push(error) })
    state.isAway = true
    for (const event of events(20)) await log.onEvent(event)
    await expect.poll(() => errors.length).toBeGreaterThan(1)
    state.isAway = false
    expect(await log.flush()).toBe(true)
    expect(await usersIn(store)).toEqual(events(20).map(({ userId }) => userId))
  })

  it('lets callers wait, and loses nothing, when more waits than may', async () => {
    const { store, state } = flakyStore()
    const { log } = openLog({ store, maxQueued: 3 })
    state.isAway = true
    const done: number[] = []
    const adding = events(5).map((event, index) => Promise.resolve(log.onEvent(event)).then(() => done.push(index)))
    await expect.poll(() => done).toEqual([0, 1, 2])
    state.isAway = false
    await log.flush()
    await Promise.all(adding)
    expect(await usersIn(store)).toEqual(events(5).map(({ userId }) => userId))
  })

  it.each([false, true])(
    'writes once what was stored though its answer was lost (another wrote after it: %s)',
    async isLater => {
      const { store, state } = flakyStore()
      const { log } = openLog({
        store,
        onError: () => {
          state.isAnswerLost = false
        },
      })
      state.isAnswerLost = true
      const other = openLog({ store: { ...store } })
      await log.onEvent(someEvent({ userId: 'usr_a' }))
      await expect.poll(() => state.isAnswerLost).toBe(false)
      if (isLater) await other.log.record({ action: 'x.y', resource: { type: 'X' }, subjectId: 'usr_b' })
      if (isLater) await other.log.flush()
      await log.flush()
      expect(await usersIn(store)).toEqual(isLater ? ['usr_a', 'usr_b'] : ['usr_a'])
      expect(await log.verify()).toMatchObject({ ok: true })
    },
  )

  it('loses nothing of what came between a lost answer and the next try, however often', async () => {
    const { store, state } = flakyStore()
    const { log } = openLog({ store })
    const told = events(40)
    for (const [index, event] of told.entries()) {
      state.isAnswerLost = index % 3 !== 2
      await log.onEvent(event)
      await log.flush(0.001) // a try each, of ever more entries
    }
    state.isAnswerLost = false
    await log.flush()
    expect(await usersIn(store)).toEqual(told.map(({ userId }) => userId))
    expect(await log.verify()).toMatchObject({ ok: true })
  })

  it('counts as stored what is there of tries of different lengths', async () => {
    const { store } = flakyStore()
    const append = appendOnce({
      ...store,
      async append(link) {
        const rows = link(await store.head())
        if (rows.length === 2) await store.append(() => rows.slice(0, 1)) // what an earlier, shorter try became
        throw new Error('the connection broke')
      },
    })
    const drafts = ['a', 'b'].map(id => ({ ...draft, id }))
    await expect(append(drafts)).rejects.toThrow('the connection broke')
    expect(await append(drafts)).toMatchObject([{ id: 'a' }])
  })

  it('writes what was not stored behind what another wrote in its place', async () => {
    const { store } = flakyStore()
    let isFirst = true
    const racing: AuditStore = {
      ...store,
      async append(link) {
        if (!isFirst) return store.append(link)
        isFirst = false
        link(await store.head()) // asked, and undone: another came first
        await store.append(head => linkEntries(head, [{ ...draft, subjectId: 'usr_other' }]))
        throw new Error('the connection broke')
      },
    }
    const { log } = openLog({ store: racing })
    await log.onEvent(someEvent({ userId: 'usr_ours' }))
    await log.flush()
    expect(await usersIn(store)).toEqual(['usr_other', 'usr_ours'])
  })

  it('is not held up by a caller who cannot be told yet', async () => {
    const { log, store } = openLog()
    const caller = Promise.withResolvers<AuthContext>()
    await log.onEvent(someEvent({ userId: 'usr_slow', caller: () => caller.promise }))
    await log.onEvent(someEvent({ userId: 'usr_quick' }))
    await expect.poll(() => usersIn(store)).toEqual(['usr_quick'])
    caller.resolve(anonymous)
    await log.flush()
    expect(await usersIn(store)).toEqual(['usr_quick', 'usr_slow'])
  })

  it('writes what waits before it stops, and signs the log', async () => {
    const { log, store } = openLog()
    log.start()
    for (const event of events(30)) await log.onEvent(event)
    await log.stop()
    expect((await store.head()).seq).toBe(30)
    expect(await store.listCheckpoints(0, 10)).toMatchObject([{ seq: 30, kind: 'seal' }])
  })

  it('stops in time while the store is away, and tells what was not written', async () => {
    const { store, state } = flakyStore()
    const errors: string[] = []
    const { log } = openLog({ store, onError: error => errors.push(String(error)) })
    state.isAway = true
    for (const event of events(3)) await log.onEvent(event)
    await log.stop(0.2)
    expect(errors).toContain('Error: 3 audit entries were not written')
  })

  it('goes on when whoever is told of an error, or of entries, throws', async () => {
    const { store, state } = flakyStore()
    const fail = () => {
      throw new Error('not now')
    }
    const { log } = openLog({ store, onError: fail, onAppended: fail })
    state.isAway = true
    await log.onEvent(someEvent())
    state.isAway = false
    await log.flush()
    await log.onEvent(someEvent())
    await log.flush()
    expect((await store.head()).seq).toBe(2)
  })
})

describe('a log that is required', () => {
  it('resolves when the entry is stored', async () => {
    const { log, store } = openLog({ isRequired: true })
    await log.onEvent(someEvent())
    expect((await store.head()).seq).toBe(1)
  })

  it('tells everybody whose entry could not be written, and writes again when it can', async () => {
    const { store, state } = flakyStore()
    const { log } = openLog({ store, isRequired: true })
    state.isAway = true
    const answers = await Promise.allSettled(events(5).map(log.onEvent))
    expect(answers.map(answer => answer.status === 'rejected' && answer.reason.code)).toEqual(
      Array(5).fill('STORE_UNAVAILABLE'),
    )
    state.isAway = false
    await log.record({ action: 'invoice.paid', resource: { type: 'Invoice' } })
    expect((await store.head()).seq).toBe(1)
  })

  it('writes what comes next, whether or not what failed before was stored all the same', async () => {
    const { store, state } = flakyStore()
    const { log } = openLog({ store, isRequired: true })
    state.isAnswerLost = true
    await expect(log.onEvent(someEvent({ userId: 'usr_a' }))).rejects.toMatchObject({ status: 503 })
    state.isAnswerLost = false
    await log.onEvent(someEvent({ userId: 'usr_b' }))
    expect(await usersIn(store)).toEqual(['usr_a', 'usr_b'])
  })

  const server = (plugin: Plugin) => {
    const done: string[] = []
    const route = (method: Route['method'], more: Partial<Route> = {}): Route => ({
      method,
      path: '/thing',
      auth: 'anyone',
      async handle(ctx) {
        done.push(`${ctx.method} ${ctx.path}`)
        return jsonReply(200, {})
      },
      ...more,
    })
    const callback = route('GET', { path: '/callback', isBoundByState: true })
    const app = createApp({ plugins: [plugin], routes: [route('GET'), route('POST'), route('DELETE'), callback] })
    const ask = async (method: string, path: string) =>
      (await app.fetch(new Request(`http://localhost${path}`, { method }))).status
    return { ask, done }
  }

  it('refuses what would change something while nothing can be written, and does not do it', async () => {
    const { store, state } = flakyStore()
    const { ask, done } = server(openLog({ store, isRequired: true }).log.plugin)
    state.isAway = true
    expect([await ask('POST', '/thing'), await ask('DELETE', '/thing'), await ask('GET', '/callback')]).toEqual([
      503, 503, 503,
    ])
    expect(done).toEqual([])
    state.isAway = false
    expect(await ask('POST', '/thing')).toBe(200)
  })

  it('asks nothing of the store for what changes nothing', async () => {
    const { store, state } = flakyStore()
    const { ask } = server(openLog({ store, isRequired: true }).log.plugin)
    expect([await ask('GET', '/thing'), await ask('HEAD', '/thing'), await ask('POST', '/nowhere')]).toEqual([
      200, 200, 404,
    ])
    expect(state.probes).toBe(0)
    await server(openLog({ store }).log.plugin).ask('POST', '/thing')
    expect(state.probes).toBe(0)
  })
})

it('createAuditLog: stops a start with every wrong option', () => {
  const wrong = { entities: [], checkpointEvery: 0, checkpointSecs: 0.5, retentionDays: -1, maxQueued: Number.NaN }
  try {
    createAuditLog({ store: memoryStores().audit, keys: testKeys, ...wrong })
    expect.unreachable()
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError)
    const problems = (error as ConfigError).problems.map(problem => problem.split(':')[0] ?? '')
    expect(problems.sort()).toEqual(Object.keys(wrong).sort())
  }
})

const draft = {
  id: 'aud_other',
  at: 1,
  actor: { userId: null, sessionId: null, apiKeyId: null, isAdmin: false },
  subjectId: null,
  action: 'x.y',
  resource: { type: 'X', id: null },
  outcome: 'success',
  reason: null,
  meta: {},
  ip: null,
  userAgent: null,
  requestId: null,
  tenantId: null,
} as const
