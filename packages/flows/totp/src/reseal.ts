import { type Clock, type Keys, type StoreBundle, systemClock } from '@pylon/core'
import { createEnrollments, totpKind } from './enrollments.ts'

export interface ResealOptions {
  readonly stores: Pick<StoreBundle, 'users' | 'credentials'>
  readonly keys: Keys
  /** Users read at a time; default 500. */
  readonly batch?: number
  readonly clock?: Clock
}

export interface ResealCounts {
  /** Secrets that are under the newest key now and were not before. */
  readonly resealed: number
  /** Secrets that were under the newest key, or came there meanwhile. */
  readonly unchanged: number
  /** Secrets that no key opens: their users can sign in by a backup code alone. */
  readonly unreadable: number
}

/**
 * Seals every TOTP secret under the newest key, after the application's secret was rotated and before the previous one
 * is dropped. It can run beside traffic and be run again: a secret that changes meanwhile is left as it is.
 *
 * @example
 * import { createKeys } from '@pylon/core'
 * import { memoryStores } from '@pylon/core/memory'
 * import { resealTotpSecrets } from '@pylon/totp'
 *
 * const keys = createKeys({ secret: 'the new long secret', previousSecrets: ['the old long secret'] })
 * const { resealed, unreadable } = await resealTotpSecrets({ stores: memoryStores(), keys })
 */
export async function resealTotpSecrets({
  stores,
  keys,
  batch = 500,
  clock = systemClock,
}: ResealOptions): Promise<ResealCounts> {
  const enrollments = createEnrollments(keys, clock)
  const counts = { resealed: 0, unchanged: 0, unreadable: 0 }

  async function resealOf(userId: string): Promise<keyof ResealCounts | null> {
    const credential = await stores.credentials.find(userId, totpKind)
    if (credential === null) return null
    if (enrollments.open(credential) === null) return 'unreadable'
    return (await enrollments.reseal(stores.credentials, credential)) ? 'resealed' : 'unchanged'
  }

  let after: string | null = null
  do {
    const page = await stores.users.list('', batch, after)
    for (const { id } of page.users) {
      const outcome = await resealOf(id)
      if (outcome !== null) counts[outcome] += 1
    }
    after = page.next
  } while (after !== null)
  return counts
}
