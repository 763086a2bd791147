import { emailNotConfigured, type Mailer } from '@pylon/core'

/** Throws `EMAIL_NOT_CONFIGURED` where nothing can send. */
export function requireMailer({ mailer }: { readonly mailer: Mailer | null }): Mailer {
  if (mailer === null) throw emailNotConfigured()
  return mailer
}
