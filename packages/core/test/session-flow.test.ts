import { describe, expect, it } from 'vitest'
import { createHarness, operator } from './harness.ts'

const codeOf = (answer: { status: number; body: { error?: { code: string } } }): string =>
  `${answer.status} ${answer.body.error?.code}`

describe('GET /me', () => {
  it('shows nobody to an anonymous caller', async () => {
    const { call } = createHarness()
    expect((await call('GET', '/me')).body).toEqual({
      user_id: null,
      is_admin: false,
      is_guest: false,
      roles: [],
      tenant_id: null,
      session_id: null,
      api_key_id: null,
      scopes: null,
      amr: [],
    })
  })

  it('shows the user of a session, by bearer and by cookie', async () => {
    const { call, addUser, login } = createHarness()
    const user = await addUser({ roles: ['editor'] })
    const { body } = await login(user)
    const expected = {
      user_id: user.id,
      is_guest: false,
      roles: ['editor'],
      amr: ['pwd'],
      session_id: expect.stringMatching(/^ses_/),
    }
    expect((await call('GET', '/me', { bearer: body.token })).body).toMatchObject(expected)
    expect((await call('GET', '/me', { cookie: `__Host-pylon_session=${body.token}` })).body).toMatchObject(expected)
    expect((await call('GET', '/me', { cookie: `pylon_session=${body.token}` })).body.user_id).toBeNull()
  })

  it('lets the bearer win over the cookie even when it does not resolve, and leaves it to other schemes', async () => {
    const { call, addUser, login } = createHarness()
    const { body } = await login(await addUser())
    const cookie = `__Host-pylon_session=${body.token}`
    for (const bearer of [`pylon_${'0'.repeat(64)}`, 'rubbish', '']) {
      expect((await call('GET', '/me', { bearer, cookie })).body.user_id).toBeNull()
    }
    expect((await call('GET', '/me', { cookie, headers: { Authorization: 'Basic abc' } })).body.user_id).not.toBeNull()
  })

  it('counts two session cookies with different values as none', async () => {
    const { call, addUser, login } = createHarness()
    const [one, two] = [await login(await addUser()), await login(await addUser())]
    const name = '__Host-pylon_session'
    expect(
      (await call('GET', '/me', { cookie: `${name}=${one.body.token}; ${name}=${two.body.token}` })).body.user_id,
    ).toBeNull()
  })

  it('shows the admin, who is nobody in particular', async () => {
    const { call } = createHarness()
    expect((await call('GET', '/me', { bearer: operator })).body).toMatchObject({
      user_id: null,
      is_admin: true,
      roles: ['admin'],
      session_id: null,
    })
    for (const [method, path] of [
      ['GET', '/sessions'],
      ['DELETE', '/sessions'],
      ['POST', '/refresh'],
    ] as const) {
      expect(codeOf(await call(method, path, { bearer: operator }))).toBe('401 AUTH_REQUIRED')
    }
  })

  it('does not take a challenge, or half a token, for a session', async () => {
    const { call, addUser, login } = createHarness({ factorFor: () => true })
    const { body } = await login(await addUser())
    expect(body.challenge).toMatch(/^pylonc_[0-9a-f]{64}$/)
    for (const bearer of [body.challenge, body.challenge.replace('pylonc_', 'pylon_')]) {
      expect((await call('GET', '/me', { bearer })).body.user_id).toBeNull()
      expect(codeOf(await call('GET', '/sessions', { bearer }))).toBe('401 AUTH_REQUIRED')
    }
  })
})

describe('GET /session', () => {
  it('adds the user, without anything secret', async () => {
    const { call, addUser, login } = createHarness()
    const user = await addUser({ displayName: 'Ada' })
    const { body } = await login(user)
    expect((await call('GET', '/session', { bearer: body.token })).body).toEqual({
      session: (await call('GET', '/me', { bearer: body.token })).body,
      user: { id: user.id, email: user.email, display_name: 'Ada', email_verified: false, created_at: user.createdAt },
    })
    expect((await call('GET', '/session')).body.user).toBeNull()
    const guest = await call('POST', '/guest')
    expect((await call('GET', '/session', { bearer: guest.body.token })).body.user).toBeNull()
  })
})

describe('POST /refresh', () => {
  it('gives a new token with a full lifetime and kills the old one', async () => {
    const { call, addUser, login, clock } = createHarness({ lifetimeSecs: 100 })
    const { body } = await login(await addUser(), { headers: { 'X-Device-Label': 'Laptop' } })
    clock.now += 60
    const refreshed = await call('POST', '/refresh', { bearer: body.token })
    expect(refreshed.status).toBe(200)
    expect(refreshed.body).toEqual({
      token: expect.stringMatching(/^pylon_[0-9a-f]{64}$/),
      user_id: body.user_id,
      expires_at: clock.now + 100,
    })
    expect(refreshed.headers.get('set-cookie')).toContain(`__Host-pylon_session=${refreshed.body.token}; Max-Age=100`)
    expect((await call('GET', '/me', { bearer: body.token })).body.user_id).toBeNull()
    const [session] = (await call('GET', '/sessions', { bearer: refreshed.body.token })).body
    expect(session).toMatchObject({ device: 'Laptop', created_at: clock.now - 60, current: true })
  })

  it('never goes past the oldest age a session may have', async () => {
    const { call, addUser, login, clock } = createHarness({ lifetimeSecs: 100, maxAgeSecs: 150 })
    const { body } = await login(await addUser())
    clock.now += 90
    expect((await call('POST', '/refresh', { bearer: body.token })).body.expires_at).toBe(clock.now + 60)
  })

  it('has one winner of 50 parallel calls', async () => {
    const { call, addUser, login } = createHarness()
    const { body } = await login(await addUser())
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => call('POST', '/refresh', { bearer: body.token })),
    )
    expect(answers.filter(answer => answer.status === 200)).toHaveLength(1)
    expect(new Set(answers.filter(answer => answer.status !== 200).map(codeOf))).toEqual(
      new Set(['401 SESSION_EXPIRED']),
    )
  })

  it('tells a session that ended from no session at all', async () => {
    const { call, addUser, login, clock } = createHarness({ lifetimeSecs: 100 })
    const { body } = await login(await addUser())
    clock.now += 100
    expect(codeOf(await call('POST', '/refresh', { bearer: body.token }))).toBe('401 SESSION_EXPIRED')
    expect(codeOf(await call('POST', '/refresh'))).toBe('401 AUTH_REQUIRED')
    expect(codeOf(await call('POST', '/refresh', { bearer: 'rubbish' }))).toBe('401 AUTH_REQUIRED')
  })

  it('keeps a guest a guest', async () => {
    const { call } = createHarness()
    const guest = await call('POST', '/guest')
    const refreshed = await call('POST', '/refresh', { bearer: guest.body.token })
    expect(refreshed.body.user_id).toBe(guest.body.user_id)
    expect((await call('GET', '/me', { bearer: refreshed.body.token })).body.is_guest).toBe(true)
  })
})

describe('listing and revoking', () => {
  it('lists own live sessions, newest first, without their tokens', async () => {
    const { call, addUser, login, clock } = createHarness()
    const user = await addUser()
    const first = await login(user, {
      headers: { 'User-Agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0' },
    })
    clock.now += 10
    const second = await login(user)
    await login(await addUser())
    const list = (await call('GET', '/sessions', { bearer: first.body.token })).body
    expect(list.map((session: { current: boolean }) => session.current)).toEqual([false, true])
    expect(list[1]).toEqual({
      id: expect.stringMatching(/^ses_/),
      token_prefix: first.body.token.slice(0, 8),
      user_id: user.id,
      device: 'Firefox on Linux',
      ip: '203.0.113.9',
      created_at: clock.now - 10,
      last_used_at: clock.now - 10,
      expires_at: first.body.expires_at,
      current: true,
    })
    expect(JSON.stringify(list)).not.toContain(second.body.token.slice(8))
  })

  it('signs out, once, and clears the cookie', async () => {
    const { call, addUser, login, events } = createHarness()
    const { body } = await login(await addUser())
    const out = await call('DELETE', '/session', { bearer: body.token })
    expect([out.status, out.body]).toEqual([200, { revoked: true }])
    expect(out.headers.get('set-cookie')).toContain('__Host-pylon_session=; Max-Age=0')
    expect((await call('DELETE', '/session', { bearer: body.token })).body).toEqual({ revoked: false })
    expect((await call('DELETE', '/session')).body).toEqual({ revoked: false })
    expect((await call('GET', '/me', { bearer: body.token })).body.user_id).toBeNull()
    expect(events.filter(event => event.name === 'session.revoked')).toHaveLength(1)
  })

  it("revokes one of one's own sessions and nobody else's", async () => {
    const { call, addUser, login } = createHarness()
    const user = await addUser()
    const [mine, other, stranger] = [await login(user), await login(user), await login(await addUser())]
    const idOf = async (token: string): Promise<string> => (await call('GET', '/me', { bearer: token })).body.session_id
    const [otherId, strangerId] = [await idOf(other.body.token), await idOf(stranger.body.token)]
    expect((await call('DELETE', `/sessions/${otherId}`, { bearer: mine.body.token })).body).toEqual({ revoked: true })
    expect((await call('GET', '/me', { bearer: other.body.token })).body.user_id).toBeNull()
    for (const id of [otherId, strangerId, 'ses_none']) {
      expect(codeOf(await call('DELETE', `/sessions/${id}`, { bearer: mine.body.token }))).toBe('404 SESSION_NOT_FOUND')
    }
    expect((await call('GET', '/me', { bearer: stranger.body.token })).body.user_id).not.toBeNull()
  })

  it.each(['1', 'true'])('signs out everywhere, or with keep_current=%s everywhere else', async keep => {
    const { call, addUser, login } = createHarness()
    const user = await addUser()
    const [mine, other] = [await login(user), await login(user)]
    const kept = await call('DELETE', `/sessions?keep_current=${keep}`, { bearer: mine.body.token })
    expect([kept.body, kept.headers.get('set-cookie')]).toEqual([{ revoked_count: 1 }, null])
    expect((await call('GET', '/me', { bearer: other.body.token })).body.user_id).toBeNull()
    const all = await call('DELETE', '/sessions?keep_current=0', { bearer: mine.body.token })
    expect(all.body).toEqual({ revoked_count: 1 })
    expect(all.headers.get('set-cookie')).toContain('Max-Age=0')
    expect((await call('GET', '/me', { bearer: mine.body.token })).body.user_id).toBeNull()
  })

  it('ends every session when it expires, for good', async () => {
    const { call, addUser, login, clock } = createHarness({ lifetimeSecs: 100 })
    const { body } = await login(await addUser())
    clock.now += 100
    expect((await call('GET', '/me', { bearer: body.token })).body.user_id).toBeNull()
    clock.now -= 50 // set back: what was seen to have ended stays ended
    expect((await call('GET', '/me', { bearer: body.token })).body.user_id).toBeNull()
  })
})

describe('guests', () => {
  it('get a session that opens no route for users', async () => {
    const { call } = createHarness()
    const guest = await call('POST', '/guest')
    expect(guest.status).toBe(201)
    expect(guest.body).toEqual({
      token: expect.stringMatching(/^pylon_/),
      user_id: expect.stringMatching(/^guest_[0-9a-f]{32}$/),
      guest: true,
      expires_at: expect.any(Number),
    })
    expect(guest.headers.get('set-cookie')).toContain('__Host-pylon_session=')
    expect(codeOf(await call('GET', '/sessions', { bearer: guest.body.token }))).toBe('401 AUTH_REQUIRED')
    expect((await call('DELETE', '/session', { bearer: guest.body.token })).body).toEqual({ revoked: true })
  })

  it('are consumed by a sign-in, which tells who they were', async () => {
    const { call, addUser, login, events } = createHarness()
    const guest = await call('POST', '/guest')
    const user = await addUser()
    await login(user, { cookie: `__Host-pylon_session=${guest.body.token}` })
    expect((await call('GET', '/me', { bearer: guest.body.token })).body.user_id).toBeNull()
    expect(events.find(event => event.name === 'guest.upgraded')?.data).toEqual({
      guest_id: guest.body.user_id,
      user_id: user.id,
    })
  })

  it('are upgraded by the admin under the same token', async () => {
    const { call, addUser, login } = createHarness()
    const user = await addUser({ roles: ['editor'] })
    const guest = await call('POST', '/guest')
    const body = { token: guest.body.token, user_id: user.id }
    expect(codeOf(await call('POST', '/upgrade', { body }))).toBe('403 FORBIDDEN')
    const upgraded = await call('POST', '/upgrade', { bearer: operator, body })
    expect([upgraded.status, upgraded.body]).toEqual([200, { upgraded: true, user_id: user.id }])
    expect((await call('GET', '/me', { bearer: guest.body.token })).body).toMatchObject({
      user_id: user.id,
      is_guest: false,
      roles: ['editor'],
    })
    expect(codeOf(await call('POST', '/upgrade', { bearer: operator, body }))).toBe('400 NOT_A_GUEST')
    const other = await call('POST', '/guest')
    expect(
      codeOf(
        await call('POST', '/upgrade', { bearer: operator, body: { token: other.body.token, user_id: 'usr_none' } }),
      ),
    ).toBe('404 USER_NOT_FOUND')
    expect(codeOf(await call('POST', '/upgrade', { bearer: operator, body: { token: 'x', user_id: user.id } }))).toBe(
      '404 SESSION_NOT_FOUND',
    )
    const session = await login(user)
    expect(codeOf(await call('POST', '/upgrade', { bearer: session.body.token, body }))).toBe('403 FORBIDDEN')
  })
})

describe('POST /session', () => {
  it('makes a session on the word of the admin, and never a cookie', async () => {
    const { call, addUser } = createHarness()
    const user = await addUser()
    const minted = await call('POST', '/session', { bearer: operator, body: { user_id: user.id } })
    expect([minted.status, minted.headers.get('set-cookie')]).toEqual([201, null])
    expect((await call('GET', '/me', { bearer: minted.body.token })).body).toMatchObject({ user_id: user.id, amr: [] })
    expect(codeOf(await call('POST', '/session', { bearer: operator, body: { user_id: 'usr_none' } }))).toBe(
      '404 USER_NOT_FOUND',
    )
    expect(codeOf(await call('POST', '/session', { bearer: operator, body: { user_id: 5 } }))).toBe(
      '400 INVALID_REQUEST',
    )
  })

  it('is forbidden to everybody else', async () => {
    const { call, addUser, login } = createHarness()
    const user = await addUser()
    const { body } = await login(user)
    for (const bearer of [undefined, body.token, 'undefined', operator.slice(1)]) {
      const answer = await call('POST', '/session', {
        ...(bearer === undefined ? {} : { bearer }),
        body: { user_id: user.id },
        ip: '127.0.0.1',
      })
      expect(codeOf(answer)).toBe('403 FORBIDDEN')
    }
  })

  it('is open to loopback in development alone', async () => {
    const { call, addUser } = createHarness({ allowLoopbackMint: true })
    const user = await addUser()
    expect((await call('POST', '/session', { body: { user_id: user.id }, ip: '127.0.0.1' })).status).toBe(201)
    expect(codeOf(await call('POST', '/session', { body: { user_id: user.id }, ip: '203.0.113.9' }))).toBe(
      '403 FORBIDDEN',
    )
  })
})
