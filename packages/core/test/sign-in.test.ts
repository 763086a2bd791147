import { setImmediate } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import type { User } from '../src/index.ts'
import { createHarness } from './harness.ts'

const codeOf = (answer: { status: number; body: { error?: { code: string } } }): string =>
  `${answer.status} ${answer.body.error?.code}`

describe('a sign-in that owes a second factor', () => {
  it('gives a challenge in place of a grant, and the grant for the right code', async () => {
    const { call, addUser, login, clock } = createHarness({ factorFor: () => true })
    const user = await addUser()
    const owed = await login(user)
    expect(owed.status).toBe(200)
    expect(owed.body).toEqual({
      challenge: expect.stringMatching(/^pylonc_[0-9a-f]{64}$/),
      pending: 'second_factor',
      methods: ['fake'],
      expires_at: clock.now + 600,
    })
    expect(owed.headers.get('set-cookie')).toContain('__Host-pylon_challenge=pylonc_')
    expect(owed.headers.get('set-cookie')).not.toContain('pylon_session')

    const grant = await call('POST', '/fake-factor', { bearer: owed.body.challenge, body: { code: '000000' } })
    expect(grant.body).toMatchObject({ user_id: user.id, token: expect.stringMatching(/^pylon_/) })
    expect((await call('GET', '/me', { bearer: grant.body.token })).body.amr).toEqual(['pwd', 'otp', 'mfa'])
  })

  it('takes the challenge from its cookie, and clears it', async () => {
    const { call, addUser, login } = createHarness({ factorFor: () => true })
    const owed = await login(await addUser())
    const grant = await call('POST', '/fake-factor', {
      cookie: `__Host-pylon_challenge=${owed.body.challenge}`,
      body: { code: '000000' },
    })
    expect(grant.headers.getSetCookie().some(cookie => cookie.startsWith('__Host-pylon_challenge=;'))).toBe(true)
  })

  it('redeems a challenge once, whoever comes in parallel', async () => {
    const { call, addUser, login } = createHarness({ factorFor: () => true, maxTries: 100 })
    const owed = await login(await addUser())
    const answers = await Promise.all(
      Array.from({ length: 50 }, () =>
        call('POST', '/fake-factor', { bearer: owed.body.challenge, body: { code: '000000' } }),
      ),
    )
    expect(answers.filter(answer => answer.status === 200)).toHaveLength(1)
  })

  it('looks at five answers, however many arrive together, and burns the challenge', async () => {
    const { call, addUser, login } = createHarness({ factorFor: () => true })
    const owed = await login(await addUser())
    const answers = await Promise.all(
      Array.from({ length: 20 }, () =>
        call('POST', '/fake-factor', { bearer: owed.body.challenge, body: { code: '999999' } }),
      ),
    )
    expect(answers.filter(answer => answer.status === 401)).toHaveLength(5)
    expect(answers.filter(answer => answer.status === 429)).toHaveLength(15)
    expect(codeOf(await call('POST', '/fake-factor', { bearer: owed.body.challenge, body: { code: '000000' } }))).toBe(
      '429 TOO_MANY_ATTEMPTS',
    )
  })

  it('expires with the challenge', async () => {
    const { call, addUser, login, clock } = createHarness({ factorFor: () => true })
    const owed = await login(await addUser())
    clock.now += 600
    expect(codeOf(await call('POST', '/fake-factor', { bearer: owed.body.challenge, body: { code: '000000' } }))).toBe(
      '401 INVALID_CHALLENGE',
    )
  })

  it('is void once the password changed or the user is banned', async () => {
    const { call, addUser, login, stores, clock } = createHarness({ factorFor: () => true })
    const [one, two] = [await addUser(), await addUser()]
    const owed = [await login(one), await login(two)]
    await stores.users.update(one.id, {}, true, clock())
    await stores.users.update(two.id, { isBanned: true }, false, clock())
    const answers = await Promise.all(
      owed.map(({ body }) => call('POST', '/fake-factor', { bearer: body.challenge, body: { code: '000000' } })),
    )
    expect(answers.map(codeOf)).toEqual(['401 INVALID_CHALLENGE', '403 USER_BANNED'])
  })

  it('is never a session for the routes of users', async () => {
    const { call, addUser, login } = createHarness({ factorFor: () => true })
    const { challenge } = (await login(await addUser())).body
    for (const [method, path] of [
      ['GET', '/sessions'],
      ['DELETE', '/sessions'],
      ['POST', '/refresh'],
      ['DELETE', '/sessions/x'],
    ] as const) {
      for (const credential of [{ bearer: challenge }, { cookie: `__Host-pylon_session=${challenge}` }]) {
        expect(codeOf(await call(method, path, credential))).toBe('401 AUTH_REQUIRED')
      }
    }
  })

  it('remembers the guest it began as', async () => {
    const { call, addUser, login, events } = createHarness({ factorFor: () => true })
    const guest = await call('POST', '/guest')
    const owed = await login(await addUser(), { bearer: guest.body.token })
    expect((await call('GET', '/me', { bearer: guest.body.token })).body.is_guest).toBe(true)
    await call('POST', '/fake-factor', { bearer: owed.body.challenge, body: { code: '000000' } })
    expect((await call('GET', '/me', { bearer: guest.body.token })).body.is_guest).toBe(false)
    expect(events.find(event => event.name === 'guest.upgraded')?.data.guest_id).toBe(guest.body.user_id)
  })
})

describe('a sign-in that owes a verified email', () => {
  it('gives a challenge until the address is verified', async () => {
    const { addUser, login } = createHarness({ requireEmailVerified: true })
    expect((await login(await addUser())).body).toMatchObject({ pending: 'email_verification', methods: ['email'] })
    expect((await login(await addUser({ isEmailVerified: true }))).body.token).toMatch(/^pylon_/)
  })

  it('owes it after the second factor too', async () => {
    const { call, addUser, login } = createHarness({ requireEmailVerified: true, factorFor: () => true })
    const owed = await login(await addUser())
    const next = await call('POST', '/fake-factor', { bearer: owed.body.challenge, body: { code: '000000' } })
    expect(next.body).toMatchObject({ pending: 'email_verification' })
    expect(codeOf(await call('POST', '/fake-factor', { bearer: next.body.challenge, body: { code: '000000' } }))).toBe(
      '401 INVALID_CHALLENGE',
    )
  })
})

describe('a sign-in that races with a change of the user', () => {
  const during = async (
    change: (user: User) => Promise<unknown>,
    harness = createHarness(),
  ): Promise<{ outcome: string; left: number }> => {
    const user = await harness.addUser()
    const { insert } = harness.stores.sessions
    harness.stores.sessions.insert = async session => {
      await change(user)
      await harness.stores.sessions.revokeByUser(user.id, null, harness.clock())
      await insert.call(harness.stores.sessions, session)
    }
    const answer = await harness.login(user)
    return {
      outcome: codeOf(answer),
      left: (await harness.stores.sessions.listByUser(user.id, harness.clock())).length,
    }
  }

  it('leaves no session when the password changed just before it was stored', async () => {
    const harness = createHarness()
    expect(await during(user => harness.stores.users.update(user.id, {}, true, 1), harness)).toEqual({
      outcome: '401 INVALID_CREDENTIALS',
      left: 0,
    })
  })

  it('leaves no session when a password change that has revoked is committed only afterwards', async () => {
    const { stores, addUser, login, clock } = createHarness()
    const user = await addUser()
    const { insert } = stores.sessions
    let change: Promise<void> = Promise.resolve()
    stores.sessions.insert = async session => {
      const revoked = Promise.withResolvers<void>()
      change = stores.transaction(async tx => {
        await tx.users.update(user.id, {}, true, clock())
        await tx.sessions.revokeByUser(user.id, null, clock())
        revoked.resolve()
        // some stores let the session in now, others when this is committed
        for (let turns = 0; turns < 2_000; turns += 1) await setImmediate()
      })
      await revoked.promise
      await insert.call(stores.sessions, session)
    }
    const answer = await login(user)
    await change
    expect(codeOf(answer)).toBe('401 INVALID_CREDENTIALS')
    expect(await stores.sessions.listByUser(user.id, clock())).toEqual([])
  })

  it('leaves no session when the user was banned or deleted just before it was stored', async () => {
    const [one, two] = [createHarness(), createHarness()]
    expect(await during(user => one.stores.users.update(user.id, { isBanned: true }, true, 1), one)).toEqual({
      outcome: '403 USER_BANNED',
      left: 0,
    })
    expect(await during(user => two.stores.users.delete(user.id), two)).toEqual({
      outcome: '401 INVALID_CREDENTIALS',
      left: 0,
    })
  })

  it('has the roles that were given just before it was stored', async () => {
    const harness = createHarness()
    const user = await harness.addUser()
    const { insert } = harness.stores.sessions
    harness.stores.sessions.insert = async session => {
      await harness.stores.users.update(user.id, { roles: ['editor'] }, false, 1)
      await insert.call(harness.stores.sessions, session)
    }
    const { body } = await harness.login(user)
    expect((await harness.call('GET', '/me', { bearer: body.token })).body.roles).toEqual(['editor'])
  })
})

describe('known devices', () => {
  it('are marked at sign-in, once', async () => {
    const { addUser, login } = createHarness()
    const user = await addUser()
    const mark = (await login(user)).headers
      .getSetCookie()
      .find(cookie => cookie.startsWith('__Host-pylon_known_device='))
    expect(mark).toContain('Max-Age=34560000')
    const again = await login(user, { cookie: mark?.split(';')[0] ?? '' })
    expect(again.headers.getSetCookie().some(cookie => cookie.includes('known_device'))).toBe(false)
    const other = await login(await addUser(), { cookie: mark?.split(';')[0] ?? '' })
    expect(other.headers.getSetCookie().some(cookie => cookie.includes('known_device'))).toBe(true)
  })
})

it('refuses a banned user after a right proof', async () => {
  const { addUser, login } = createHarness()
  expect(codeOf(await login(await addUser({ isBanned: true })))).toBe('403 USER_BANNED')
})
