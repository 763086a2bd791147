import {
  type Clock,
  generateToken,
  hashToken,
  isToken,
  look,
  type OneTimeStore,
  systemClock,
  unlessStoreFails,
} from '@pylon/core'
import { checkLimits } from './limits.ts'

export interface MagicLinksOptions {
  readonly oneTime: OneTimeStore
  /** What the links are for: one of another purpose is not found. */
  readonly purpose: string
  /** How their tokens begin. */
  readonly prefix: string
  /** How long a link lives, in seconds. */
  readonly lifetimeSecs: number
  readonly clock?: Clock
}

/** What makes a link: the only moment in which the token is known. */
export interface MagicLink {
  readonly token: string
  readonly expiresAt: number
}

/** What a link stood for. */
export interface RedeemedLink {
  readonly content: string
  /** Makes it good again, for a redemption that nothing came of. */
  putBack(): Promise<void>
}

/** Links that are good once. */
export interface MagicLinks {
  /** Makes a link for a subject, an address or a user; the one before it is void. `content` comes back with its token. */
  create(subject: string, content: string): Promise<MagicLink>
  /** Gives the content to exactly one caller; null for a token that is unknown, used, expired or replaced. */
  redeem(token: string): Promise<RedeemedLink | null>
  /** The same links on another store: the one of a transaction. */
  within(oneTime: OneTimeStore): MagicLinks
}

/**
 * Makes and redeems links with 256-bit tokens, of which digests are stored.
 *
 * Throws `ConfigError` for a lifetime that is no whole number of at least 1.
 *
 * @example
 * import { memoryStores } from '@pylon/core/memory'
 * import { createMagicLinks } from '@pylon/magic-code'
 *
 * const { oneTime } = memoryStores()
 * const links = createMagicLinks({ oneTime, purpose: 'newsletter', prefix: 'news_', lifetimeSecs: 86_400 })
 * const { token } = await links.create('ada@example.com', 'weekly')
 * const redeemed = await links.redeem(token) // { content: 'weekly', … }
 */
export function createMagicLinks(options: MagicLinksOptions): MagicLinks {
  const { oneTime, purpose, prefix, lifetimeSecs, clock = systemClock } = options
  checkLimits({ lifetimeSecs })
  const newestPurpose = `${purpose}:newest` // says which link of a subject counts

  async function create(subject: string, content: string): Promise<MagicLink> {
    const token = generateToken(prefix)
    const expiresAt = clock() + lifetimeSecs
    const subjectKey = hashToken(subject)
    const value: StoredLink = { subjectKey, content, expiresAt }
    await oneTime.put({ purpose, key: hashToken(token), value: JSON.stringify(value), expiresAt })
    await oneTime.put({ purpose: newestPurpose, key: subjectKey, value: hashToken(token), expiresAt })
    return { token, expiresAt }
  }

  async function redeem(token: string): Promise<RedeemedLink | null> {
    if (!isToken(prefix, token)) return null
    const key = hashToken(token)
    const value = await oneTime.take(purpose, key, clock())
    if (value === null) return null
    const { subjectKey, content, expiresAt } = JSON.parse(value) as StoredLink // written by create alone
    const putBack = (): Promise<void> => oneTime.put({ purpose, key, value, expiresAt })
    const newest = await unlessStoreFails(() => look(oneTime, newestPurpose, subjectKey, clock()), putBack)
    return newest?.value === key ? { content, putBack } : null
  }

  return { create, redeem, within: other => createMagicLinks({ ...options, oneTime: other }) }
}

interface StoredLink {
  readonly subjectKey: string
  readonly content: string
  readonly expiresAt: number
}
