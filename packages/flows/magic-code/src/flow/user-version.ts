import type { User } from '@pylon/core'

/** What a mail was sent to: a user as they are until a password change, ban or another address, or nobody. */
export const versionOf = (user: User | null): string => (user === null ? '' : `${user.id}.${user.authVersion}`)

/**
 * Whether what was mailed to `version` still counts for the user of that address. Who was nobody may have become
 * somebody; who was a user and is gone, or not the same any more, has to be mailed again.
 */
export const isCurrent = (version: string, user: User | null): boolean => version === '' || version === versionOf(user)
