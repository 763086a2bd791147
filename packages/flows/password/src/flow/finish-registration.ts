import {
  actionPageReply,
  eventFrom,
  FieldReader,
  invalidToken,
  type JsonObject,
  objectSchema,
  type Reply,
  type RequestContext,
  type Route,
  signInSchema,
  wrongPassword,
} from '@pylon/core'
import { missingPassword } from './errors.ts'
import type { PasswordFlowParts } from './password-flow.ts'
import { insertUser } from './registration.ts'
import { findRegistration, takeRegistration } from './registration-token.ts'

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
    const registration = await findRegistration(stores.oneTime, token, clock())
    const { isCorrect } = await passwords.verify(registration?.hash ?? null, password)
    if (registration === null) throw invalidToken()
    if (!isCorrect) throw wrongPassword()

    const now = clock()
    const user = await stores.transaction(async tx => {
      const isWinner = await takeRegistration(tx.oneTime, token, now)
      return isWinner ? insertUser(tx, registration, true, now) : null
    })
    if (user === null) throw invalidToken() // used, or the address got an account meanwhile
    await onEvent(eventFrom(ctx, clock(), 'user.registered', user.id, { method: 'password' }))
    const result = await signIn.start(user, { ctx, amr: ['pwd'], isRegistration: true })

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
