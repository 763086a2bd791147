import { expect, it } from 'vitest'
import { PylonError } from './errors.ts'
import { FieldReader } from './field-reader.ts'
import type { JsonObject } from './json.ts'

const refusalOf = (read: () => void): PylonError => {
  try {
    read()
  } catch (error) {
    if (error instanceof PylonError) return error
  }
  throw new Error('nothing was refused')
}

it('gathers every problem before it refuses', () => {
  const fields = new FieldReader({ a: 1, b: 'x'.repeat(11), c: '\ud800' })
  fields.string('a')
  fields.string('b', { maxLength: 10 })
  fields.string('c')
  fields.string('d')
  const { code, status, details } = refusalOf(() => fields.check())
  expect([code, status]).toEqual(['INVALID_REQUEST', 400])
  expect((details.fields as { path: string }[]).map(field => field.path)).toEqual(['a', 'b', 'c', 'd'])
})

it('throws the refusal of its own for a field that is missing', () => {
  const fields = new FieldReader({})
  fields.string('email', {}, new PylonError('MISSING_EMAIL', 400, 'missing'))
  fields.string('password', {}, new PylonError('MISSING_PASSWORD', 400, 'missing'))
  expect(refusalOf(() => fields.check()).code).toBe('MISSING_EMAIL')
})

it('reads own members alone', () => {
  const body = JSON.parse('{"__proto__": {"email": "a"}}') as JsonObject
  const fields = new FieldReader(body)
  fields.string('email')
  fields.string('toString')
  expect(refusalOf(() => fields.check()).details.fields).toHaveLength(2)
})

it('counts code points, and refuses control characters where they have no place', () => {
  const fields = new FieldReader({ name: '😀'.repeat(10), label: 'a\nb', none: null })
  expect(fields.string('name', { maxLength: 10 })).toBe('😀'.repeat(10))
  expect(fields.optionalString('none')).toBeNull()
  expect(fields.optionalString('absent')).toBeNull()
  fields.check()
  fields.string('label', { allowControlCharacters: false })
  expect(refusalOf(() => fields.check()).code).toBe('INVALID_REQUEST')
})
