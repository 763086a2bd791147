import type { JsonObject } from '@pylon/core'
import type { UserInfo } from '../user-info.ts'
import { idOf, isTrue, textOf } from './read.ts'

/** Reads the standard claims (OpenID Connect Core §5.1). */
export function standardUserInfo(claims: JsonObject): UserInfo | null {
  const accountId = idOf(claims.sub)
  if (accountId === null) return null
  const email = textOf(claims.email)
  return {
    accountId,
    email,
    isEmailVerified: email !== null && isTrue(claims.email_verified),
    displayName: textOf(claims.name) ?? textOf(claims.nickname) ?? textOf(claims.preferred_username),
  }
}
