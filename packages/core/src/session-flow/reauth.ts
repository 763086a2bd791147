import { authRequired, invalidCode, invalidRequest, wrongPassword } from '../errors.ts'
import { eventFrom } from '../event.ts'
import { FieldReader } from '../field-reader.ts'
import type { JsonObject } from '../json.ts'
import type { Route } from '../route.ts'
import type { ReauthMethod } from '../sign-in/reauth-method.ts'
import { grantReply } from '../sign-in/reply.ts'
import { grantSchema, objectSchema } from './schemas.ts'
import type { SessionFlowParts } from './session-flow.ts'
import { userOf } from './user-of.ts'

/** `POST /reauth`: proves identity again, which opens the routes for fresh sessions, and rotates the token. */
export function reauthRoute({ stores, sessions, reauthMethods, clock, onEvent }: SessionFlowParts): Route {
  return {
    method: 'POST',
    path: '/reauth',
    auth: 'session',
    doc: {
      summary: 'Proves your identity again',
      body: { type: 'object', properties: { password: { type: 'string' }, code: { type: 'string' } } },
      answers: { 200: { allOf: [grantSchema, objectSchema({ auth_time: { type: 'integer' } })] } },
      errors: { 401: ['WRONG_PASSWORD', 'INVALID_CODE'], 429: ['ACCOUNT_LOCKED', 'TOO_MANY_ATTEMPTS'], 503: ['BUSY'] },
    },
    async handle(ctx) {
      const { field, proof } = parseReauth(await ctx.json())
      const { userId } = userOf(await ctx.auth())
      const token = sessions.tokenFrom(ctx)
      const [user, session] = [await stores.users.findById(userId), token === null ? null : await sessions.find(token)]
      if (token === null || user === null || session === null) throw authRequired()

      let proved: readonly string[] | null = null
      for (const method of methodsFor(reauthMethods, field)) proved ??= await method.verify(ctx, user, proof)
      if (proved === null) {
        await onEvent(eventFrom(ctx, clock(), 'session.reauth_failed', userId, { method: field }))
        throw field === 'password' ? wrongPassword() : invalidCode()
      }

      const now = clock()
      const amr = [...new Set([...session.amr, ...proved])]
      const issued = await sessions.refresh(token, { authTime: now, amr })
      if (issued === null) throw authRequired() // ended meanwhile, by a password change perhaps

      await onEvent(
        eventFrom(ctx, now, 'session.reauthenticated', userId, { session_id: issued.session.id, amr: proved }),
      )
      return grantReply(200, issued, sessions.cookie, now, { auth_time: now })
    },
  }
}

const methodsFor = (methods: readonly ReauthMethod[], field: ReauthMethod['field']): readonly ReauthMethod[] =>
  methods.filter(method => method.field === field)

interface Reauth {
  readonly field: ReauthMethod['field']
  readonly proof: string
}

function parseReauth(body: JsonObject): Reauth {
  const fields = new FieldReader(body)
  const password = fields.optionalString('password')
  const code = fields.optionalString('code')
  fields.check()
  if (password !== null) return { field: 'password', proof: password }
  if (code !== null) return { field: 'code', proof: code }
  throw invalidRequest([{ path: 'password', message: 'is required, or a code' }])
}
