import { ConfigError } from '@pylon/core'
import type { TotpParameters } from './parameters.ts'

export interface CheckedOptions extends Required<TotpParameters> {
  readonly issuer: string
  readonly window: number
}

/** Throws `ConfigError` with every option that authenticator apps could not follow. */
export function checkOptions({ issuer, algorithm, digits, periodSecs, window }: CheckedOptions): void {
  const problems = [
    ...issuerProblems(issuer),
    ...(['SHA1', 'SHA256', 'SHA512'].includes(algorithm)
      ? []
      : [`algorithm: expected SHA1, SHA256 or SHA512, found ${algorithm}`]),
    ...(digits === 6 || digits === 8 ? [] : [`digits: expected 6 or 8, found ${digits}`]),
    ...wholeNumberProblems('periodSecs', periodSecs, 10, 300),
    ...wholeNumberProblems('window', window, 0, 10),
  ]
  if (problems.length > 0) throw new ConfigError(problems)
}

const maxIssuerLength = 64 // it stands twice in the QR code

function issuerProblems(issuer: string): readonly string[] {
  const isName = typeof issuer === 'string' && issuer.trim() !== '' && issuer.length <= maxIssuerLength
  // a colon ends the issuer in the label of an otpauth URL
  if (isName && issuer.isWellFormed() && !/[:\p{Cc}]/u.test(issuer)) return []
  return [`issuer: expected a name of 1 to ${maxIssuerLength} characters without a colon`]
}

function wholeNumberProblems(name: string, value: number, least: number, most: number): readonly string[] {
  if (Number.isSafeInteger(value) && value >= least && value <= most) return []
  return [`${name}: expected a whole number from ${least} to ${most}, found ${value}`]
}
