import type { StoreBundle } from '@pylon/core'
import { type PostgresService, startPostgres } from '@pylon/test-services'
import { expect, onTestFinished } from 'vitest'

/** A server of this test alone, to be paused and killed: what it has acknowledged survives that. */
export async function startOwnServer(): Promise<PostgresService> {
  const server = await startPostgres({ isDurable: true })
  onTestFinished(() => server.stop())
  return server
}

/** How a call ended, and after how long. */
export interface Outcome {
  /** `done`, the code of the error, or the error as text. */
  readonly ended: string
  readonly tookMs: number
}

export async function outcomeOf(call: () => Promise<unknown>): Promise<Outcome> {
  const startedAt = performance.now()
  const ended = await call().then(
    () => 'done',
    error => error.code ?? String(error),
  )
  return { ended, tookMs: performance.now() - startedAt }
}

/** Every call is refused in time with the one code. */
export function expectRefusals(outcomes: readonly Outcome[]): void {
  expect([...new Set(outcomes.map(outcome => outcome.ended))]).toEqual(['STORE_UNAVAILABLE'])
  expect(Math.max(...outcomes.map(outcome => outcome.tookMs))).toBeLessThan(1_000)
}

export async function expectBack(stores: StoreBundle): Promise<void> {
  await expect.poll(async () => (await outcomeOf(() => stores.ping())).ended, { timeout: 5_000 }).toBe('done')
}
