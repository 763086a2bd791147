import {
  actionPageReply,
  emailNotConfigured,
  eventFrom,
  FieldReader,
  generateToken,
  hashToken,
  invalidToken,
  isToken,
  type JsonObject,
  jsonReply,
  look,
  type Mail,
  objectSchema,
  type Reply,
  type RequestContext,
  type Route,
  signInSchema,
  wrongPassword,
} from '@pylon/core'
import { missingPassword } from './errors.ts'
import type { PasswordFlowParts } from './password-flow.ts'
import {
  type HashedRegistration,
  insertUser,
  type Registration,
  readRegistration,
  registrationErrors,
  registrationSchema,
} from './registration.ts'

const tokenPrefix = 'pylonn_'
const purpose = 'registration'
const lifetimeSecs = 1_800
/** Per email and hour; the answer stays the same beyond it, and no mail goes out. */
const maxMails = 5
/** Wrong passwords that a link survives. */
const maxTries = 10

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
    const token = generateToken(tokenPrefix)
    const expiresAt = now + lifetimeSecs
    const value: HashedRegistration = { ...registration, hash }
    await stores.oneTime.put({ purpose, key: hashToken(token), value: JSON.stringify(value), expiresAt })
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

/** `GET /password/register/complete?token=`: where the link in the mail leads. */
export function finishPageRoute(): Route {
  const reply = actionPageReply({
    title: 'Finish your registration',
    text: 'Enter the password that you chose.',
    button: 'Finish',
    done: 'Your account is made, and you are signed in.',
    password: { name: 'password', label: 'Password' },
  })
  return {
    method: 'GET',
    path: '/password/register/complete',
    auth: 'anyone',
    doc: {
      summary: 'A page that finishes a registration',
      query: { token: { type: 'string' } },
      answers: { 200: null },
    },
    handle: async () => reply,
  }
}

/**
 * `POST /password/register/complete`: makes the account. It takes the password again: whoever registers with a
 * stranger's address must not get an account from that stranger's click.
 */
export function finishRegistrationRoute(parts: PasswordFlowParts): Route {
  const { stores, signIn, passwords, clock, onEvent } = parts

  async function finish(ctx: RequestContext, { token, password }: Completion): Promise<Reply> {
    const registration = await findRegistration(parts, token)
    const { isCorrect } = await passwords.verify(registration?.hash ?? null, password)
    if (registration === null) throw invalidToken()
    if (!isCorrect) throw wrongPassword()
    if ((await stores.oneTime.take(purpose, hashToken(token), clock())) === null) throw invalidToken()

    const user = await insertUser(parts, registration, true)
    if (user === null) throw invalidToken() // the address got an account meanwhile
    await onEvent(eventFrom(ctx, clock(), 'user.registered', user.id, { method: 'password' }))
    const result = await signIn.start(user, { ctx, amr: ['pwd'] })

    return signIn.reply(ctx, result, 201)
  }

  return {
    method: 'POST',
    path: '/password/register/complete',
    auth: 'anyone',
    isSignIn: true,
    doc: {
      summary: 'Makes the account with the token of the mail and the password, and signs in',
      body: objectSchema({ token: { type: 'string' }, password: { type: 'string' } }),
      answers: { 201: signInSchema },
      errors: { 400: ['MISSING_PASSWORD'], 401: ['INVALID_TOKEN', 'WRONG_PASSWORD'], 503: ['BUSY'] },
    },
    async handle(ctx) {
      await passwords.queue.requireRoom()
      const wanted = parseCompletion(await ctx.json())

      return passwords.queue.admit(() => finish(ctx, wanted))
    },
  }
}

interface Completion {
  readonly token: string
  readonly password: string
}

function parseCompletion(body: JsonObject): Completion {
  const fields = new FieldReader(body)
  const token = fields.string('token')
  const password = fields.string('password', {}, missingPassword())
  fields.check()
  return { token, password }
}

async function findRegistration(
  { stores, clock }: PasswordFlowParts,
  token: string,
): Promise<HashedRegistration | null> {
  if (!isToken(tokenPrefix, token)) return null
  const seen = await look(stores.oneTime, purpose, hashToken(token), clock())
  if (seen === null || seen.value === null || seen.tries > maxTries) return null
  return JSON.parse(seen.value) as HashedRegistration // written by the route above alone
}
