import { type PylonError, storeUnavailable } from '@pylon/core'

/**
 * What a method throws when Redis does not answer, or answers with an error. Only the message is kept: ioredis hangs
 * the command on its errors, with its arguments, and of the first command of a connection one is the password.
 */
export const toStoreError = (error: unknown): PylonError => storeUnavailable(new Error(messageOf(error)))

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

/** Redis has forgotten a script: it was restarted, or somebody flushed them. */
export const isUnknownScript = (error: unknown): boolean => messageOf(error).startsWith('NOSCRIPT')
