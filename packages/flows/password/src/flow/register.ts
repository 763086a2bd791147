import { emailTaken, eventFrom, type Reply, type RequestContext, type Route, signInSchema } from '@pylon/core'
import type { PasswordFlowParts } from './password-flow.ts'
import {
  insertUser,
  type Registration,
  readRegistration,
  registrationErrors,
  registrationSchema,
} from './registration.ts'

/** `POST /password/register`: makes an account and signs in. */
export function registerRoute(parts: PasswordFlowParts): Route {
  const { stores, signIn, passwords, clock, onEvent } = parts

  async function register(ctx: RequestContext, { email, password, displayName }: Registration): Promise<Reply> {
    if ((await stores.users.findByEmail(email)) !== null) throw emailTaken()

    const hash = await passwords.hash(password)
    const registration = { email, displayName, hash }
    const user = await stores.transaction(tx => insertUser(tx, registration, false, clock()))
    if (user === null) throw emailTaken()
    await onEvent(eventFrom(ctx, clock(), 'user.registered', user.id, { method: 'password' }))
    const result = await signIn.start(user, { ctx, amr: ['pwd'], isRegistration: true })

    return signIn.reply(ctx, result, 201)
  }

  return {
    method: 'POST',
    path: '/password/register',
    auth: 'anyone',
    isSignIn: true,
    doc: {
      summary: 'Makes an account and signs in',
      body: registrationSchema,
      answers: { 201: signInSchema },
      errors: { 400: registrationErrors, 409: ['EMAIL_TAKEN'], 503: ['BUSY'] },
    },
    async handle(ctx) {
      const wanted = await readRegistration(parts, ctx)

      return passwords.queue.admit(() => register(ctx, wanted))
    },
  }
}
