import { layout } from './layout.ts'
import type { EmailTemplate, EmailTemplateName } from './template.ts'

const ignoreIt = 'If you did not ask for this, ignore this mail: nothing happens.'

/**
 * The mails as they are sent when an application does not replace them, in plain English.
 *
 * @example
 * import { defaultTemplates } from '@pylon/email'
 *
 * const { subject } = defaultTemplates.sign_in_code // 'Your sign-in code for {{app_name}}'
 */
export const defaultTemplates: Readonly<Record<EmailTemplateName, EmailTemplate>> = {
  sign_in_code: layout('Your sign-in code for {{app_name}}', [
    'Your sign-in code for {{app_name}}:',
    { code: '{{code}}' },
    'It is valid for {{minutes}} minutes and can be used once. Do not give it to anybody: nobody at {{app_name}} will ask you for it.',
    ignoreIt,
  ]),
  sign_in_link: layout('Sign in to {{app_name}}', [
    'Use this link to sign in to {{app_name}}:',
    { button: 'Sign in' },
    'It is valid for {{minutes}} minutes and can be used once. Do not pass it on: whoever opens it is signed in as you.',
    ignoreIt,
  ]),
  verify_email: layout('Confirm your email address for {{app_name}}', [
    'Enter this code in {{app_name}} to confirm that this email address is yours:',
    { code: '{{code}}' },
    'It is valid for {{minutes}} minutes and can be used once.',
    ignoreIt,
  ]),
  reset_password: layout('Reset your password for {{app_name}}', [
    'Somebody asked to reset the password of your account at {{app_name}}. If it was you, choose a new one here:',
    { button: 'Choose a new password' },
    'The link is valid for {{minutes}} minutes and can be used once.',
    'If it was not you, ignore this mail: your password stays as it is.',
  ]),
  change_email: layout('Confirm your new email address for {{app_name}}', [
    'Confirm that {{new_email}} is to be the email address of your account at {{app_name}}:',
    { button: 'Confirm the new address' },
    'The link is valid for {{hours}} hours and can be used once.',
    'If you did not ask for this, ignore this mail: nothing changes.',
  ]),
  email_change_notice: layout('A change of your email address at {{app_name}} was requested', [
    'Somebody who is signed in to your account at {{app_name}} asked to change its email address to {{new_email}}. The change takes effect when the new address is confirmed.',
    'If this was you, there is nothing to do. If this was not you, sign in, change your password and end all other sessions now.',
  ]),
  org_invite: layout('An invitation to {{org_name}} on {{app_name}}', [
    '{{inviter}} invites you to join {{org_name}} on {{app_name}}.',
    { button: 'See the invitation' },
    'The invitation is valid for {{days}} days. If you do not know {{inviter}}, ignore this mail.',
  ]),
  finish_registration: layout('Finish your registration at {{app_name}}', [
    'Confirm your email address to finish your registration at {{app_name}}:',
    { button: 'Finish registration' },
    'The link is valid for {{minutes}} minutes and can be used once.',
    ignoreIt,
  ]),
  new_device: layout('New sign-in to {{app_name}}', [
    'Somebody signed in to your account at {{app_name}} from a device that was not used for it before: {{device}}, at {{time}}, from the address {{address}}.',
    'If this was you, there is nothing to do. If this was not you, sign in, change your password and end all other sessions now.',
  ]),
  email_taken: layout('Your email address was used at {{app_name}}', [
    'Somebody tried to register at {{app_name}} with this email address, or to change theirs to it. You already have an account with it, so nothing was changed.',
    'If it was you, sign in as usual, or reset your password if you forgot it. If it was not you, there is nothing to do.',
  ]),
}
