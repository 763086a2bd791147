/**
 * Knows passwords that were published in breaches; throws when it cannot tell.
 *
 * @example
 * import type { BreachCheck } from '@pylon/password'
 *
 * const breached = new Set(['correct horse battery staple'])
 * const breachCheck: BreachCheck = { isBreached: async password => breached.has(password) }
 */
export interface BreachCheck {
  isBreached(password: string): Promise<boolean>
}
