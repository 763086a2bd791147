import type { User } from './stores/user.ts'
import { generateId } from './token.ts'

export interface NewUser {
  /** In normal form. */
  readonly email: string
  readonly isEmailVerified: boolean
  readonly displayName: string | null
}

/** A user who was not there before, under an id of their own; nothing is stored yet. */
export const newUser = ({ email, isEmailVerified, displayName }: NewUser, now: number): User => ({
  id: generateId('usr_'),
  email,
  isEmailVerified,
  displayName,
  roles: [],
  isBanned: false,
  authVersion: 1,
  createdAt: now,
  updatedAt: now,
})
