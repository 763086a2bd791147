import { expect, it } from 'vitest'
import { constantTimeEqual } from './constant-time.ts'

it('tells equal from different, of any length and kind', () => {
  expect(constantTimeEqual('same', 'same')).toBe(true)
  expect(constantTimeEqual('same', new TextEncoder().encode('same'))).toBe(true)
  expect(constantTimeEqual('', '')).toBe(true)
  expect(constantTimeEqual('same', 'sane')).toBe(false)
  expect(constantTimeEqual('same', 'same ')).toBe(false)
  expect(constantTimeEqual('\u00e9', 'e\u0301')).toBe(false)
})
