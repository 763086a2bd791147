import type { AuthContext } from '@pylon/core'
import type { JwtVerifier } from '../verifier.ts'

/** An issuer whose tokens are accepted, and what they make of the caller. */
export interface Issuer {
  readonly verifier: JwtVerifier
  /** A text says what of a token that verifies cannot be believed. */
  readonly toAuthContext: ToAuthContext
}

export type ToAuthContext = (claims: Readonly<Record<string, unknown>>) => AuthContext | string

/** What a verified token says of the caller. */
export interface JwtIdentity {
  readonly userId: string
  readonly roles: readonly string[]
  readonly tenantId: string | null
}

/** A JWT never makes the admin, whatever its roles are called, and proves no identity anew. */
export const jwtContext = ({ userId, roles, tenantId }: JwtIdentity): AuthContext => ({
  via: 'jwt',
  userId,
  isAdmin: false,
  isGuest: false,
  roles,
  tenantId,
  sessionId: null,
  apiKeyId: null,
  scopes: null,
  amr: [],
  authTime: 0,
})

/** Reads a claim that the caller names; absent when `name` is null. */
export function claimOf(claims: Readonly<Record<string, unknown>>, name: string | null): unknown {
  return name !== null && Object.hasOwn(claims, name) ? claims[name] : undefined
}

export const isName = (value: unknown): value is string =>
  typeof value === 'string' && value !== '' && value.isWellFormed()

export const isNames = (value: unknown): value is readonly string[] => Array.isArray(value) && value.every(isName)
