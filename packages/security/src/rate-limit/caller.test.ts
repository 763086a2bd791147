import {
  type AuthContext,
  type Authenticator,
  adminToken,
  anonymous,
  bearerFrom,
  type LimitStore,
  PylonError,
} from '@pylon/core'
import { describe, expect, it } from 'vitest'
import { limitedApp, type Sent, statuses, times } from '../../test/limited-app.ts'
import { memoryLimits } from './memory-limits.ts'
import { type RateLimitOptions, rateLimit } from './rate-limit.ts'

const token = 'a'.repeat(40)
const admin = adminToken(token)
const asAdmin = { headers: { Authorization: `Bearer ${token}` } }
const as = (bearer: string, ip = '203.0.113.7'): Sent => ({ ip, headers: { Authorization: `Bearer ${bearer}` } })

/** Knows everybody by the bearer alone, and remembers how often it was asked. */
function spy() {
  const asked = { times: 0 }
  const authenticator: Authenticator = {
    name: 'spy',
    async authenticate(ctx) {
      asked.times++
      const bearer = bearerFrom(ctx)
      if (bearer === 'bad') throw new PylonError('INVALID_TOKEN', 401, 'Bad')
      return bearer === null ? null : userOf(bearer)
    },
  }
  return { asked, authenticator }
}

const userOf = (userId: string): AuthContext => ({
  ...anonymous,
  via: 'session',
  userId,
  isGuest: userId.startsWith('guest_'),
})

const outcomes = (
  options: RateLimitOptions,
  requests: readonly Sent[],
  authenticators = [admin, spy().authenticator],
) => statuses(limitedApp([rateLimit({ maxRequests: 1, ...options })], { authenticators }), requests)

describe('scope ip', () => {
  it('asks nobody who calls, so that a flood reads no store', async () => {
    const { asked, authenticator } = spy()
    const options = { adminAuthenticator: admin }
    const requests = [...times(3, as('usr_a')), ...times(2, { ...as('usr_b'), path: '/mine' })]
    expect(await outcomes(options, requests, [authenticator])).toEqual([200, 429, 429, 429, 429])
    expect(asked.times).toBe(0)
  })

  it('lets admins through uncounted whom `adminAuthenticator` knows', async () => {
    const options = { adminAuthenticator: admin }
    expect(await outcomes(options, [...times(3, asAdmin), {}, {}, asAdmin])).toEqual([200, 200, 200, 200, 429, 200])
    expect(await outcomes({ ...options, exemptAdmins: false }, times(2, asAdmin))).toEqual([200, 429])
    expect(await outcomes({}, times(2, asAdmin))).toEqual([200, 429])
    expect(await outcomes(options, times(2, as('b'.repeat(40))))).toEqual([200, 429])
  })

  it('counts whoever `adminAuthenticator` knows as somebody else, and who breaks it', async () => {
    const user: Authenticator = { name: 'user', authenticate: async () => userOf('usr_a') }
    const broken: Authenticator = { name: 'broken', authenticate: () => Promise.reject(new Error('broken')) }
    for (const adminAuthenticator of [user, broken]) {
      expect(await outcomes({ adminAuthenticator }, times(2))).toEqual([200, 429])
    }
  })
})

it('a limit by address stands before whoever calls is known, one by user after it', () => {
  expect(rateLimit().stage).toBe('address-limit')
  for (const scope of ['user', 'ip+user'] as const) expect(rateLimit({ scope }).stage).toBe('user-limit')
})

describe('scope user', () => {
  const scope = 'user'

  it('counts users apart behind one address, and one user together from all', async () => {
    const requests = [as('usr_a'), as('usr_b'), as('usr_a', '198.51.100.1'), as('usr_b')]
    expect(await outcomes({ scope }, requests)).toEqual([200, 200, 429, 429])
  })

  it('counts by the address who is not signed in, guests among them: new ones are made too easily', async () => {
    const guests = [as('guest_1'), as('guest_2'), as('guest_3', '198.51.100.1')]
    expect(await outcomes({ scope }, [{}, {}, ...guests])).toEqual([200, 429, 429, 429, 200])
  })

  it('counts a bad credential by the address, and leaves it to the route to refuse it', async () => {
    const requests = [{ ...as('bad'), path: '/mine' }, as('bad'), { ip: '198.51.100.1' }]
    expect(await outcomes({ scope }, requests)).toEqual([401, 429, 200])
  })

  it('lets admins through uncounted, unless it is told to count them', async () => {
    expect(await outcomes({ scope }, times(3, asAdmin))).toEqual([200, 200, 200])
    expect(await outcomes({ scope, exemptAdmins: false }, times(2, asAdmin))).toEqual([200, 429])
  })

  it('counts users with ids of any length apart, by keys that are short', async () => {
    const long = 'x'.repeat(2_000)
    const memory = memoryLimits()
    const keys: string[] = []
    const limits: LimitStore = {
      ...memory,
      admit: (key, limit) => {
        keys.push(key)
        return memory.admit(key, limit)
      },
    }
    const requests = [as(`${long}a`), as(`${long}b`), as(`${long}a`)]
    expect(await outcomes({ scope, limits }, requests)).toEqual([200, 200, 429])
    expect(Math.max(...keys.map(key => key.length))).toBeLessThanOrEqual(512)
  })
})

it('scope ip+user counts each pair of address and user, and anonymous callers by the address', async () => {
  const requests = [as('usr_a'), as('usr_b'), as('usr_a', '198.51.100.1'), {}, as('usr_a'), {}]
  expect(await outcomes({ scope: 'ip+user' }, requests)).toEqual([200, 200, 200, 200, 429, 429])
})
