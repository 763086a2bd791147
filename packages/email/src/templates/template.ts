/** A mail with `{{name}}` where a value goes. */
export interface EmailTemplate {
  readonly subject: string
  readonly text: string
  readonly html: string
}

/** What stands in for the places, by their names. */
export type EmailValues = Readonly<Record<string, string>>

/** The names of the mails that Pylon sends. */
export type EmailTemplateName =
  | 'sign_in_code'
  | 'sign_in_link'
  | 'verify_email'
  | 'reset_password'
  | 'change_email'
  | 'email_change_notice'
  | 'org_invite'
  | 'email_taken'
  | 'finish_registration'
  | 'new_device'

/** What each mail is given; `app_name` comes along everywhere. */
export const placesOf: Readonly<Record<EmailTemplateName, readonly string[]>> = {
  sign_in_code: ['code', 'minutes'],
  sign_in_link: ['url', 'minutes'],
  verify_email: ['code', 'minutes'],
  reset_password: ['url', 'minutes'],
  change_email: ['url', 'hours', 'new_email'],
  email_change_notice: ['new_email'],
  org_invite: ['url', 'org_name', 'inviter', 'days'],
  email_taken: [],
  finish_registration: ['url', 'minutes'],
  new_device: ['device', 'time', 'address'],
}

export function isTemplateName(name: string): name is EmailTemplateName {
  return Object.hasOwn(placesOf, name)
}
