import type { RequestContext } from './context.ts'
import type { JsonObject } from './json.ts'
import type { Reply } from './reply.ts'

/**
 * Who may call a route.
 *
 * - `anyone`: no check.
 * - `user`: signed in; a guest is not.
 * - `session`: signed in by a session, not by an API key or a JWT.
 * - `fresh`: by a session whose identity was proved in the last `freshSecs`.
 * - `challenge`: holders of a sign-in challenge, which the handler redeems; the pipeline lets everyone through.
 * - `admin`: the admin token.
 */
export type AuthMode = 'anyone' | 'user' | 'session' | 'fresh' | 'challenge' | 'admin'

/** What a route's page in `/openapi.json` says; schemas are JSON Schema 2020-12. */
export interface RouteDoc {
  readonly summary: string
  readonly query?: Readonly<Record<string, JsonObject>>
  readonly body?: JsonObject
  /** Status → schema of the body; null for one that is not JSON. */
  readonly answers: Readonly<Record<number, JsonObject | null>>
  /** Codes of the errors that are this route's own, by status. */
  readonly errors?: Readonly<Record<number, readonly string[]>>
}

export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Absolute, or below the app's base path when it stands in a flow; `:name` takes one segment. */
  readonly path: string
  readonly auth: AuthMode
  /** Answers anybody with a grant: the csrf plugin guards it even when no cookie came along (login CSRF). */
  readonly isSignIn?: boolean
  /** Proves by a state of its own that this browser began it: the csrf plugin lets it through from other sites. */
  readonly isBoundByState?: boolean
  /** Takes the fields of a form beside JSON (`ctx.form()`); without it a form is refused with 415. */
  readonly acceptsForm?: boolean
  readonly doc?: RouteDoc
  handle(ctx: RequestContext): Promise<Reply>
}

/** A feature's routes under one name. */
export interface Flow {
  readonly name: string
  readonly routes: readonly Route[]
}
