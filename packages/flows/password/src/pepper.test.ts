import { expect, it } from 'vitest'
import { currentSecret, findSecret, pepperProblems } from './pepper.ts'

const key = new Uint8Array(32).fill(1)
const older = 'an older secret, kept for the old hashes'
const pepper = { id: 'new', key, previous: [{ id: 'old', key: older }] }

it('finds the current key, a previous one, and none for a hash without key id', () => {
  expect(findSecret(pepper, 'new')).toEqual(key)
  expect(findSecret(pepper, 'old')).toEqual(new TextEncoder().encode(older))
  expect(findSecret(pepper, null)).toHaveLength(0)
})

it('finds nothing for a key id that is not configured', () => {
  expect(findSecret(pepper, 'lost')).toBeNull()
  expect(findSecret(undefined, 'new')).toBeNull()
})

it('uses the current key for new hashes', () => {
  expect(currentSecret(pepper)).toEqual(key)
  expect(currentSecret(undefined)).toHaveLength(0)
})

it('has no problem with no pepper, or with a good one', () => {
  expect(pepperProblems(undefined)).toEqual([])
  expect(pepperProblems(pepper)).toEqual([])
})

it.each(['', 'ninechars', 'a b', 'é', 'a,b', 'a$b'])('refuses the key id %j', id => {
  expect(pepperProblems({ id, key })).toHaveLength(1)
})

it('refuses keys under 32 bytes, previous ones too', () => {
  expect(
    pepperProblems({ id: 'a', key: 'x'.repeat(31), previous: [{ id: 'b', key: new Uint8Array(31) }] }),
  ).toHaveLength(2)
})

it('refuses two keys with one id', () => {
  expect(pepperProblems({ id: 'a', key, previous: [{ id: 'a', key: older }] })).toHaveLength(1)
})

it('never shows a key in a problem', () => {
  const secret = 'too short a secret'
  expect(pepperProblems({ id: 'not an id', key: secret }).join()).not.toContain(secret)
})
