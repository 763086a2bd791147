import {
  emailTaken,
  eventFrom,
  FieldReader,
  invalidEmail,
  type JsonObject,
  missingEmail,
  newUser,
  normalizeEmail,
  type Reply,
  type RequestContext,
  type Route,
  signInSchema,
  type User,
} from '@pylon/core'
import { missingPassword } from './errors.ts'
import type { PasswordFlowParts } from './password-flow.ts'
import { credentialsSchema } from './schemas.ts'

/** `POST /password/register`. */
export function registerRoute(parts: PasswordFlowParts): Route {
  const { stores, signIn, passwords, acceptPassword, clock, onEvent } = parts

  async function register(ctx: RequestContext, { email, password, displayName }: Registration): Promise<Reply> {
    if ((await stores.users.findByEmail(email)) !== null) throw emailTaken()

    const hash = await passwords.hash(password)
    const user = newUser({ email, isEmailVerified: false, displayName }, clock())
    if (!(await insertUser(parts, user, hash))) throw emailTaken()
    await onEvent(eventFrom(ctx, clock(), 'user.registered', user.id, { method: 'password' }))
    const result = await signIn.start(user, { ctx, amr: ['pwd'] })

    return signIn.reply(ctx, result, 201)
  }

  return {
    method: 'POST',
    path: '/password/register',
    auth: 'anyone',
    isSignIn: true,
    doc: {
      summary: 'Makes an account and signs in',
      body: {
        ...credentialsSchema,
        properties: {
          ...(credentialsSchema.properties as JsonObject),
          display_name: { type: ['string', 'null'], maxLength: 200 },
          captcha_token: { type: 'string' },
        },
      },
      answers: { 201: signInSchema },
      errors: {
        400: [
          'MISSING_EMAIL',
          'INVALID_EMAIL',
          'MISSING_PASSWORD',
          'WEAK_PASSWORD',
          'PWNED_PASSWORD',
          'CAPTCHA_FAILED',
        ],
        409: ['EMAIL_TAKEN'],
        503: ['BUSY'],
      },
    },
    async handle(ctx) {
      await passwords.queue.requireRoom() // under a flood nothing is read or parsed for those who will be refused
      const wanted = parseRegistration(await ctx.json())
      await acceptPassword(wanted.password, wanted.email)

      return passwords.queue.admit(() => register(ctx, wanted))
    },
  }
}

interface Registration {
  readonly email: string
  readonly password: string
  readonly displayName: string | null
}

function parseRegistration(body: JsonObject): Registration {
  const fields = new FieldReader(body)
  const email = fields.string('email', {}, missingEmail())
  const password = fields.string('password', {}, missingPassword())
  const displayName = fields.optionalString('display_name', { maxLength: 200, allowControlCharacters: false })
  fields.check()
  const address = normalizeEmail(email)
  if (address === null) throw invalidEmail()
  return { email: address, password, displayName }
}

/** The user and their password together, or neither; false when the email was taken meanwhile. */
async function insertUser({ stores, clock }: PasswordFlowParts, user: User, hash: string): Promise<boolean> {
  return stores.transaction(async tx => {
    if (!(await tx.users.insert(user))) return false
    await tx.credentials.put({ userId: user.id, kind: 'password', value: hash, step: 0, updatedAt: clock() })
    return true
  })
}
