import { hashToken, type Keys, look, type OneTimeStore } from '@pylon/core'

export interface CodeJudgeOptions {
  readonly oneTime: OneTimeStore
  readonly keys: Keys
  readonly maxTries: number
}

export type Verdict =
  | { readonly kind: 'right'; readonly note: string; putBack(): Promise<void> }
  | { readonly kind: 'wrong' }
  /** It was right, and another caller had it first. */
  | { readonly kind: 'late' }
  /** The tries of the code are used up. */
  | { readonly kind: 'burned' }

/** Keeps codes and tells right ones from wrong ones. */
export interface CodeJudge {
  put(purpose: string, email: string, code: string, note: string, expiresAt: number): Promise<void>
  /** A code of any of the purposes is right, for exactly one caller. */
  judge(purposes: readonly string[], email: string, code: string, now: number): Promise<Verdict>
}

export function judgeCode({ oneTime, keys, maxTries }: CodeJudgeOptions): CodeJudge {
  async function judge(purposes: readonly string[], email: string, code: string, now: number): Promise<Verdict> {
    let verdict: Verdict = { kind: 'wrong' }
    for (const purpose of purposes) {
      const next = await judgeOne(purpose, email, code, now)
      if (next.kind === 'right') return next
      if (next.kind !== 'wrong') verdict = next
    }
    return verdict
  }

  async function judgeOne(purpose: string, email: string, code: string, now: number): Promise<Verdict> {
    const key = hashToken(email)
    const counted = await look(oneTime, entryPurpose(purpose), key, now)
    if (counted === null || counted.value === null) return { kind: 'wrong' }
    if (counted.tries > maxTries) return { kind: 'burned' }
    const { digest, note, expiresAt } = JSON.parse(counted.value) as StoredCode // written by put alone
    if (!keys.matches(digest, code, digestContext(purpose, email))) return { kind: 'wrong' }
    const taken = await oneTime.take(entryPurpose(purpose), key, now)
    // a newer code may have come between the look and the take: the one that was judged is void then
    if (taken !== counted.value) return { kind: 'late' }
    const entry = { purpose: entryPurpose(purpose), key, value: taken, expiresAt }
    return { kind: 'right', note, putBack: () => oneTime.put(entry) }
  }

  return {
    put(purpose, email, code, note, expiresAt) {
      const value: StoredCode = { digest: keys.digest(code, digestContext(purpose, email)), note, expiresAt }
      return oneTime.put({
        purpose: entryPurpose(purpose),
        key: hashToken(email),
        value: JSON.stringify(value),
        expiresAt,
      })
    },
    judge,
  }
}

interface StoredCode {
  readonly digest: string
  readonly note: string
  readonly expiresAt: number
}

const entryPurpose = (purpose: string): string => `magic-code:${purpose}`

const digestContext = (purpose: string, email: string): string => `magic-code:${purpose}:${email}`
