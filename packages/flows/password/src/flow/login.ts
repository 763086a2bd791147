import {
  eventFrom,
  FieldReader,
  type JsonObject,
  missingEmail,
  normalizeEmail,
  PylonError,
  type Reply,
  type RequestContext,
  type Route,
  signInSchema,
  type User,
} from '@pylon/core'
import { invalidCredentials, missingPassword } from './errors.ts'
import type { Attempt } from './lockout.ts'
import type { PasswordFlowParts } from './password-flow.ts'
import { credentialsSchema } from './schemas.ts'

/** `POST /password/login`. */
export function loginRoute(parts: PasswordFlowParts): Route {
  const { stores, signIn, passwords, lockout, clock, onEvent } = parts

  async function login(ctx: RequestContext, { email, password }: Login): Promise<Reply> {
    // the same steps for known and unknown: one look each, one hash
    const user = await stores.users.findByEmail(email)
    const credential = await stores.credentials.find(user?.id ?? '', 'password')
    let attempt: Attempt | null = null
    const { isCorrect, needsRehash } = await passwords.verify(credential?.value ?? null, password, async () => {
      attempt = await lockout.admit(ctx, user ?? { email, authVersion: 0 })
    })
    if (user === null || credential === null || !isCorrect) {
      await onEvent(eventFrom(ctx, clock(), 'sign_in.failed', user?.id ?? null, { method: 'password' }))
      throw invalidCredentials()
    }

    await (attempt as Attempt | null)?.forgive()
    if (needsRehash) await rehash(parts, user, credential.value, password)
    const result = await signIn.start(user, { ctx, amr: ['pwd'] })

    return signIn.reply(ctx, result, 200)
  }

  return {
    method: 'POST',
    path: '/password/login',
    auth: 'anyone',
    isSignIn: true,
    doc: {
      summary: 'Signs in with email and password',
      body: credentialsSchema,
      answers: { 200: signInSchema },
      errors: {
        400: ['MISSING_EMAIL', 'MISSING_PASSWORD'],
        401: ['INVALID_CREDENTIALS'],
        403: ['USER_BANNED'],
        429: ['ACCOUNT_LOCKED'],
        503: ['BUSY'],
      },
    },
    async handle(ctx) {
      await passwords.queue.requireRoom() // under a flood nothing is read or parsed for those who will be refused
      const wanted = parseLogin(await ctx.json())

      return passwords.queue.admit(() => login(ctx, wanted))
    },
  }
}

interface Login {
  readonly email: string
  readonly password: string
}

function parseLogin(body: JsonObject): Login {
  const fields = new FieldReader(body)
  const email = fields.string('email', {}, missingEmail())
  const password = fields.string('password', {}, missingPassword())
  fields.check()
  return { email: normalizeEmail(email) ?? email, password } // what is no address is nobody's, like any unknown one
}

/** Upgrades an old hash; a full queue leaves it for the next sign-in. */
async function rehash(
  { stores, passwords, clock }: PasswordFlowParts,
  user: User,
  oldHash: string,
  password: string,
): Promise<void> {
  const value = await passwords.hash(password).catch(unlessBusy)
  if (value === null) return
  await stores.credentials.replace({ userId: user.id, kind: 'password', value, step: 0, updatedAt: clock() }, oldHash)
}

function unlessBusy(error: unknown): null {
  if (error instanceof PylonError && error.code === 'BUSY') return null
  throw error
}
