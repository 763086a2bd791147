import { expect, it } from 'vitest'
import { bearerFrom } from './authenticator.ts'
import type { RequestContext } from './context.ts'

const read = (authorization: string | null): string | null =>
  bearerFrom({ header: () => authorization } as Partial<RequestContext> as RequestContext)

it('reads a bearer, whatever the case of the scheme', () => {
  expect(read('Bearer pylon_abc')).toBe('pylon_abc')
  expect(read('bearer  abc.def-_~+/==')).toBe('abc.def-_~+/==')
  expect(read('BEARER x')).toBe('x')
})

it('leaves other schemes to the cookie', () => {
  expect([null, 'Basic abc', 'Bearerabc', 'Token x', ''].map(read)).toEqual([null, null, null, null, null])
})

it.each(['Bearer', 'Bearer ', 'Bearer a b', 'Bearer a,b', 'Bearer "a"', 'Bearer a, Bearer b', 'Bearer =', 'Bearer ä'])(
  'reads %j as a bearer that resolves to nothing',
  header => {
    expect(read(header)).toBe('')
  },
)
