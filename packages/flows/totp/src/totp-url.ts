import { TOTP } from 'otpauth'
import type { TotpParameters } from './parameters.ts'

export interface TotpUrlOptions extends TotpParameters {
  /** Base32. */
  readonly secret: string
  /** Who asks for codes, as the app shows it. */
  readonly issuer: string
  /** Whose codes they are, an email address for instance. */
  readonly account: string
}

/**
 * The `otpauth://` URL that an authenticator app reads.
 *
 * @example
 * import { generateTotpSecret, totpUrl } from '@pylon/totp'
 *
 * const url = totpUrl({ secret: generateTotpSecret(), issuer: 'Acme', account: 'ada@example.com' })
 */
export function totpUrl(options: TotpUrlOptions): string {
  const { secret, issuer, account, algorithm = 'SHA1', digits = 6, periodSecs = 30 } = options
  return new TOTP({ secret, issuer, label: account, algorithm, digits, period: periodSecs }).toString()
}
