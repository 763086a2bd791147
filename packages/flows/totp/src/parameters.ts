/** The hash under a code (RFC 6238 §1.2). */
export type TotpAlgorithm = 'SHA1' | 'SHA256' | 'SHA512'

/** What an authenticator app must know besides the secret. */
export interface TotpParameters {
  /** Default SHA1, which every app knows. */
  readonly algorithm?: TotpAlgorithm
  /** Default 6. */
  readonly digits?: 6 | 8
  /** How long a code lasts, in seconds; default 30. */
  readonly periodSecs?: number
}

/** A secret with the parameters it was handed out with: they stay as they were when the options change. */
export interface Enrollment extends Required<TotpParameters> {
  /** Base32 (RFC 4648 §6) without padding. */
  readonly secret: string
}
