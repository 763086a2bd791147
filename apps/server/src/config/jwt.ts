import type { Environment } from './environment.ts'

/** What this server mints tokens with. */
export interface JwtSettings {
  readonly secret: string
  readonly previousSecrets: readonly string[]
  /** Null: set wrong, every token is refused. */
  readonly issuer: string | null
  readonly lifetimeSecs: number
}

/** Null when no secret is set: the server mints no tokens. */
export function readJwt(env: Environment): JwtSettings | null {
  const secret = secretOf(env, 'PYLON_JWT_SECRET', env.text('PYLON_JWT_SECRET'))
  const previousSecrets = (env.list('PYLON_JWT_SECRET_PREVIOUS') ?? []).flatMap(
    text => secretOf(env, 'PYLON_JWT_SECRET_PREVIOUS', text) ?? [],
  )
  const issuer = env.text('PYLON_JWT_ISSUER')
  const lifetimeSecs = env.integer('PYLON_JWT_LIFETIME_SECS', 3_600, 1, 86_400)
  return secret === null ? null : { secret, previousSecrets, issuer, lifetimeSecs }
}

function secretOf(env: Environment, name: string, text: string | null): string | null {
  const bytes = text === null ? 32 : Buffer.byteLength(text)
  return bytes >= 32 ? text : env.refuse(name, `expected at least 32 bytes, found ${bytes}`)
}
