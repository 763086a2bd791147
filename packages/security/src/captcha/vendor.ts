/** What differs between those who make captchas; all take the same form and answer the same JSON. */
export interface CaptchaVendor {
  readonly verifyUrl: string
  /** Answers how human a visitor seems, from 0 to 1; hCaptcha's score of enterprises means the opposite. */
  readonly hasScore: boolean
}

export type CaptchaProvider = 'turnstile' | 'hcaptcha' | 'recaptcha'

export const vendors: Readonly<Record<CaptchaProvider, CaptchaVendor>> = {
  turnstile: { verifyUrl: 'https://challenges.cloudflare.com/turnstile/v0/siteverify', hasScore: false },
  hcaptcha: { verifyUrl: 'https://api.hcaptcha.com/siteverify', hasScore: false },
  recaptcha: { verifyUrl: 'https://www.google.com/recaptcha/api/siteverify', hasScore: true },
}
