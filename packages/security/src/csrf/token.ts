import { randomBytes } from 'node:crypto'
import { createKeys } from '@pylon/core'

/** Tokens that are good for one session token alone; nothing is stored of them. */
export interface CsrfTokens {
  create(sessionToken: string): string
  isFor(token: string, sessionToken: string): boolean
}

/** `random.key id.HMAC`: random, so that no two are alike and compression gives nothing away (BREACH). */
export function createCsrfTokens(options: {
  readonly secret: string
  readonly previousSecrets: readonly string[]
}): CsrfTokens {
  const keys = createKeys(options)
  const contextOf = (random: string): string => `csrf:${random}`

  return {
    create(sessionToken) {
      const random = randomBytes(16).toString('base64url')
      return `${random}.${keys.digest(sessionToken, contextOf(random))}`
    },
    isFor(token, sessionToken) {
      return keys.matches(token.slice(randomLength + 1), sessionToken, contextOf(token.slice(0, randomLength)))
    },
  }
}

const randomLength = 22
