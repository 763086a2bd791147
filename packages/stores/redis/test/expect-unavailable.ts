import { PylonError } from '@pylon/core'
import { expect } from 'vitest'

/** Expects a call to be refused with 503, within so many milliseconds; answers how long it took. */
export async function expectUnavailable(call: Promise<unknown>, withinMs: number): Promise<number> {
  const startedAt = performance.now()
  const error = await call.then(
    () => null,
    thrown => thrown,
  )
  const tookMs = performance.now() - startedAt
  expect(error).toBeInstanceOf(PylonError)
  expect((error as PylonError).code).toBe('STORE_UNAVAILABLE')
  expect(tookMs).toBeLessThan(withinMs)
  return tookMs
}
