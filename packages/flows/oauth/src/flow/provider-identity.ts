import { createHash } from 'node:crypto'
import { type NewUser, normalizeEmail } from '@pylon/core'
import type { UserInfo } from '../user-info.ts'

/** What a provider says of somebody, in the forms that are used here. */
export interface ProviderIdentity extends NewUser {
  readonly accountId: string
  /** As the provider named it; null when it named none. */
  readonly namedEmail: string | null
}

export function identityOf(providerId: string, user: UserInfo): ProviderIdentity {
  const namedEmail = addressOf(user.email)
  return {
    accountId: user.accountId,
    namedEmail,
    email: namedEmail ?? placeholder(providerId, user.accountId),
    isEmailVerified: namedEmail !== null && user.isEmailVerified,
    displayName: cleanName(user.displayName),
  }
}

/** Null for what is no address, and for what could be somebody's placeholder here. */
function addressOf(text: string | null): string | null {
  const email = text === null ? null : normalizeEmail(text)
  return email === null || email.endsWith('.invalid') ? null : email
}

/** Mail to `.invalid` goes nowhere (RFC 2606 §2). Ids that an address would not tell apart stand there as a digest. */
function placeholder(providerId: string, accountId: string): string {
  const local = /^[a-z0-9_-]{1,64}$/.test(accountId)
    ? accountId
    : createHash('sha256').update(accountId).digest('hex').slice(0, 40)
  return `${local}@${providerId.replaceAll('_', '-')}.invalid`
}

function cleanName(text: string | null): string | null {
  const clean = (text ?? '')
    .toWellFormed()
    .replace(/\p{Cc}+/gu, ' ')
    .trim()
  return clean === '' ? null : [...clean.slice(0, 400)].slice(0, 200).join('').toWellFormed()
}
