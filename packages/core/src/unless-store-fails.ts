import { PylonError } from './errors.ts'

/**
 * Does what a taken one-time secret was taken for; when the store fails on the way, `putBack` makes the secret good
 * again, as far as the store lets it, so that 503 means: try again. Single use holds, for nothing came of the first.
 *
 * @example
 * import { storeUnavailable, unlessStoreFails } from '@pylon/core'
 *
 * const answer = await unlessStoreFails(
 *   async () => 'done',
 *   async () => console.log('the secret is good again'),
 * )
 */
export async function unlessStoreFails<T>(work: () => Promise<T>, putBack: () => Promise<void>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof PylonError && error.code === 'STORE_UNAVAILABLE') await putBack().catch(() => {}) // 503 is told
    throw error
  }
}
