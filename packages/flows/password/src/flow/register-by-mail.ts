import {
  emailNotConfigured,
  eventFrom,
  generateToken,
  hashToken,
  jsonReply,
  type Mail,
  objectSchema,
  type Reply,
  type RequestContext,
  type Route,
} from '@pylon/core'
import type { PasswordFlowParts } from './password-flow.ts'
import { type Registration, readRegistration, registrationErrors, registrationSchema } from './registration.ts'
import { putRegistration, registrationTokenPrefix } from './registration-token.ts'

const lifetimeSecs = 1_800
/** Per email and hour; the answer stays the same beyond it, and no mail goes out. */
const maxMails = 5

/**
 * `POST /password/register` where nobody may learn who has an account: the same answer and the same steps for new and
 * taken addresses, and the rest by mail.
 */
export function registerByMailRoute(parts: PasswordFlowParts): Route {
  const { stores, mailer, passwords, baseUrl, clock, onEvent } = parts

  async function register(ctx: RequestContext, { password, ...registration }: Registration): Promise<Reply> {
    if (mailer === null) throw emailNotConfigured()
    const now = clock()
    const { email } = registration
    const owner = await stores.users.findByEmail(email)
    const { count } = await stores.counters.increment(`registration-mails:${hashToken(email)}`, 1, 3_600, now)

    const hash = await passwords.hash(password)
    const token = generateToken(registrationTokenPrefix)
    const expiresAt = now + lifetimeSecs
    await putRegistration(stores.oneTime, token, { ...registration, hash }, expiresAt)
    const url = `${baseUrl}/password/register/complete?token=${token}`
    const finish = { template: 'finish_registration', values: { url, minutes: String(lifetimeSecs / 60) } }
    const mail: Pick<Mail, 'template' | 'values'> = owner === null ? finish : { template: 'email_taken', values: {} }
    const key = `registration:${hashToken(email)}`
    await mailer.enqueue({ ...mail, to: email, key, expiresAt, isDecoy: count > maxMails })

    await onEvent(eventFrom(ctx, now, 'user.registration_requested', owner?.id ?? null))
    return jsonReply(202, { sent: true })
  }

  return {
    method: 'POST',
    path: '/password/register',
    auth: 'anyone',
    isSignIn: true,
    doc: {
      summary: 'Sends a mail that finishes the registration, or tells the owner of the address',
      body: registrationSchema,
      answers: { 202: objectSchema({ sent: { const: true } }) },
      errors: { 400: registrationErrors, 501: ['EMAIL_NOT_CONFIGURED'], 503: ['BUSY'] },
    },
    async handle(ctx) {
      const wanted = await readRegistration(parts, ctx)

      return passwords.queue.admit(() => register(ctx, wanted))
    },
  }
}
