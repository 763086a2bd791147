import type { Clock, Credential, CredentialStore, Keys } from '@pylon/core'
import { generateBackupCode, readBackupCode } from './backup-code.ts'

export interface BackupCodesOptions {
  readonly credentials: CredentialStore
  readonly keys: Keys
  readonly clock: Clock
}

/** The codes that stand in for a lost authenticator, each good for once. */
export interface BackupCodes {
  /** Makes ten new ones and voids those before; `credentials` is the store of a transaction. */
  replace(credentials: CredentialStore, userId: string): Promise<readonly string[]>
  /** Uses a code up and answers how many are left; null when it is none, or used. */
  use(userId: string, code: string): Promise<number | null>
}

export const backupCodesKind = 'backup_codes'

const codeCount = 10

export function createBackupCodes({ credentials, keys, clock }: BackupCodesOptions): BackupCodes {
  const listOf = (userId: string, digests: readonly string[]): Credential => ({
    userId,
    kind: backupCodesKind,
    value: JSON.stringify(digests),
    step: 0,
    updatedAt: clock(),
  })

  async function replace(store: CredentialStore, userId: string): Promise<readonly string[]> {
    const codes = Array.from({ length: codeCount }, generateBackupCode)
    const digests = codes.map(code => keys.digest(readBackupCode(code) ?? '', contextOf(userId)))
    await store.put(listOf(userId, digests))
    return codes
  }

  async function use(userId: string, code: string): Promise<number | null> {
    const typed = readBackupCode(code)
    if (typed === null) return null
    for (;;) {
      const credential = await credentials.find(userId, backupCodesKind)
      if (credential === null) return null
      const digests = JSON.parse(credential.value) as readonly string[] // written by listOf alone
      const left = digests.filter(digest => !keys.matches(digest, typed, contextOf(userId)))
      if (left.length === digests.length) return null
      // another code may be used up at the same moment: only who swaps the list they saw has used theirs
      if (await credentials.replace(listOf(userId, left), credential.value)) return left.length
    }
  }

  return { replace, use }
}

const contextOf = (userId: string): string => `${backupCodesKind}:${userId}`
