import {
  type App,
  adminToken,
  authRequired,
  createApp,
  createSessions,
  createSignIn,
  FieldReader,
  type Flow,
  PylonError,
  type Reply,
  type RequestContext,
  type SignIn,
  type StoreBundle,
  sessionFlow,
  userOf,
} from '@pylon/core'
import { testCredential, testUser } from '../src/records.ts'

export const operatorToken = 'operator-token-of-at-least-32-characters'

/** A server with the core's flows and the plainest of password flows, on stores of which a call may fail. */
export function flowApp(stores: StoreBundle): App {
  const sessions = createSessions({ store: stores.sessions })
  const signIn = createSignIn({ stores, sessions })
  return createApp({
    authenticators: [adminToken(operatorToken), sessions.authenticator],
    flows: [sessionFlow({ stores, sessions, signIn }), plainPasswordFlow(stores, signIn)],
  })
}

/** Passwords as they are: what is looked at here is the order of store calls. */
function plainPasswordFlow(stores: StoreBundle, signIn: SignIn): Flow {
  async function signUp(ctx: RequestContext): Promise<Reply> {
    const { email, password } = await parse(ctx)
    const user = testUser({ email })
    await stores.transaction(async tx => {
      if (!(await tx.users.insert(user))) throw new PylonError('EMAIL_TAKEN', 409, 'That email is taken')
      await tx.credentials.put(testCredential({ userId: user.id, value: password }))
    })
    return signIn.reply(ctx, await signIn.start(user, { ctx, amr: ['pwd'] }), 201)
  }

  async function login(ctx: RequestContext): Promise<Reply> {
    const { email, password } = await parse(ctx)
    const user = await stores.users.findByEmail(email)
    const credential = user === null ? null : await stores.credentials.find(user.id, 'password')
    if (user === null || credential?.value !== password) throw authRequired()
    return signIn.reply(ctx, await signIn.start(user, { ctx, amr: ['pwd'] }), 200)
  }

  async function changePassword(ctx: RequestContext): Promise<Reply> {
    const { userId } = userOf(await ctx.auth())
    const { password } = await parse(ctx)
    const user = await stores.transaction(async tx => {
      await tx.credentials.put(testCredential({ userId, value: password }))
      const changed = await tx.users.update(userId, {}, true, 0)
      await tx.sessions.revokeByUser(userId, null, 0)
      return changed
    })
    if (user === null) throw authRequired()
    return signIn.reply(ctx, await signIn.start(user, { ctx, amr: ['pwd'] }), 200)
  }

  return {
    name: 'plain-password',
    routes: [
      { method: 'POST', path: '/sign-up', auth: 'anyone', handle: signUp },
      { method: 'POST', path: '/login', auth: 'anyone', handle: login },
      { method: 'POST', path: '/password', auth: 'session', handle: changePassword },
    ],
  }
}

async function parse(ctx: RequestContext): Promise<{ readonly email: string; readonly password: string }> {
  const fields = new FieldReader(await ctx.json())
  const given = { email: fields.string('email'), password: fields.string('password') }
  fields.check()
  return given
}

export interface FlowAnswer {
  readonly status: number
  readonly headers: Headers
  // biome-ignore lint/suspicious/noExplicitAny: tests read what they expect to be there
  readonly body: any
}

/** Calls a route of a server on these stores. */
export async function flowCall(
  stores: StoreBundle,
  method: string,
  path: string,
  { bearer, body }: { readonly bearer?: string; readonly body?: unknown } = {},
): Promise<FlowAnswer> {
  const headers = {
    ...(bearer === undefined ? {} : { authorization: `Bearer ${bearer}` }),
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
  }
  const init = { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) }
  const response = await flowApp(stores).fetch(new Request(`https://pylon.example/api/auth${path}`, init))
  return { status: response.status, headers: response.headers, body: await response.json() }
}
