import type { BreachCheck } from '../breach.ts'
import { checkPassword } from '../policy.ts'
import { pwnedPassword, weakPassword } from './errors.ts'

/** Throws `WEAK_PASSWORD` or `PWNED_PASSWORD` for a new password that may not be used, before any hashing. */
export type AcceptPassword = (password: string, email: string) => Promise<void>

export interface AcceptanceOptions {
  readonly minLength: number
  readonly breachCheck: BreachCheck | null
}

export function passwordAcceptance({ minLength, breachCheck }: AcceptanceOptions): AcceptPassword {
  return async (password, email) => {
    const problem = checkPassword(password, { minLength, email })
    if (problem !== null) throw weakPassword(problem.message)
    if (await breachCheck?.isBreached(password)) throw pwnedPassword()
  }
}
