import type { Clock, Credential, CredentialStore, Keys } from '@pylon/core'
import type { Enrollment } from './parameters.ts'

/** An enrollment that waits for its first code. */
export interface PendingEnrollment extends Enrollment {
  readonly expiresAt: number
  /** The secret that was on when this one was handed out: it takes the place of that one alone; null for none. */
  readonly replaces: string | null
}

/** Seals enrollments and opens them. */
export interface Enrollments {
  seal(userId: string, enrollment: Enrollment, step: number): Credential
  /** Null when it was tampered with or sealed under a secret that is gone: still on, and no code is right. */
  open(credential: Credential): Enrollment | null
  sealPending(userId: string, pending: PendingEnrollment): Credential
  /** Null when there is none, when it has expired, or cannot be opened. */
  openPending(credential: Credential | null): PendingEnrollment | null
  /** Seals it again under the newest key when it is under an old one; never undoes a change made meanwhile. */
  reseal(credentials: CredentialStore, credential: Credential): Promise<boolean>
}

export const totpKind = 'totp'
export const pendingKind = 'totp_pending'

export function createEnrollments(keys: Keys, clock: Clock): Enrollments {
  const sealAs = (kind: string, userId: string, content: Enrollment, step: number): Credential => ({
    userId,
    kind,
    value: keys.seal(JSON.stringify(content), contextOf(userId, kind)),
    step,
    updatedAt: clock(),
  })

  function openAs<Content extends Enrollment>({ userId, kind, value }: Credential): Content | null {
    const text = keys.open(value, contextOf(userId, kind))
    return text === null ? null : (JSON.parse(text) as Content) // what opens was written by sealAs under the same kind
  }

  async function reseal(credentials: CredentialStore, credential: Credential): Promise<boolean> {
    const value = keys.reseal(credential.value, contextOf(credential.userId, credential.kind))
    return value !== null && credentials.replace({ ...credential, value, updatedAt: clock() }, credential.value)
  }

  return {
    seal: (userId, enrollment, step) => sealAs(totpKind, userId, enrollment, step),
    open: credential => openAs<Enrollment>(credential),
    sealPending: (userId, pending) => sealAs(pendingKind, userId, pending, 0),
    openPending(credential) {
      const pending = credential === null ? null : openAs<PendingEnrollment>(credential)
      return pending !== null && pending.expiresAt > clock() ? pending : null
    },
    reseal,
  }
}

const contextOf = (userId: string, kind: string): string => `credentials:${userId}:${kind}`
