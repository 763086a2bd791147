/** Tells the time in unix seconds, a whole number. */
export type Clock = () => number

/**
 * The wall clock of the machine.
 *
 * @example
 * import { systemClock } from '@pylon/core'
 *
 * const expiresAt = systemClock() + 600
 */
export const systemClock: Clock = () => Math.floor(Date.now() / 1000)
