import { expect, it } from 'vitest'
import { adminToken } from './admin-token.ts'
import type { RequestContext } from './context.ts'
import { ConfigError } from './errors.ts'

const secret = 'a'.repeat(32)
const asking = (bearer: string): RequestContext =>
  ({ header: () => `Bearer ${bearer}` }) as Partial<RequestContext> as RequestContext

it('knows the admin by the whole token alone', async () => {
  const { authenticate } = adminToken(secret)
  expect(await authenticate(asking(secret))).toMatchObject({ isAdmin: true, userId: null, roles: ['admin'] })
  for (const other of [secret.slice(1), `${secret}a`, `${secret.slice(1)}b`, 'undefined', '']) {
    expect(await authenticate(asking(other))).toBeNull()
  }
})

it('refuses a token that is empty or under 32 characters', () => {
  expect(() => adminToken('')).toThrow(ConfigError)
  expect(() => adminToken('a'.repeat(31))).toThrow(ConfigError)
  expect(() => adminToken('', { allowShortToken: true })).toThrow(ConfigError)
  expect(() => adminToken('dev', { allowShortToken: true })).not.toThrow()
})
