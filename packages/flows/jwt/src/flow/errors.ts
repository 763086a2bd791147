import { PylonError } from '@pylon/core'
import type { JwtRefusal } from '../verdict.ts'

/** One code for every cause: only the log tells them apart. */
export const invalidJwt = ({ reason, cause }: Pick<JwtRefusal, 'cause'> & { readonly reason: string }): PylonError =>
  new PylonError('INVALID_JWT', 401, 'This JWT is not accepted', { cause: new JwtRefused(reason, cause) })

export const jwtMisconfigured = (): PylonError =>
  new PylonError('JWT_MISCONFIGURED', 401, 'This server has a JWT secret and no JWT issuer: it accepts no JWT')

export const jwtNotConfigured = (): PylonError =>
  new PylonError('JWT_NOT_CONFIGURED', 501, 'This server was not given what it needs to make JWTs')

/** What the log shows of a refusal. */
class JwtRefused extends Error {
  override readonly name: string = 'JwtRefused'

  constructor(reason: string, cause: unknown) {
    const { stackTraceLimit } = Error
    Error.stackTraceLimit = 0 // hostile tokens come in floods, and every stack would be the same
    super(reason, cause === undefined ? undefined : { cause })
    Error.stackTraceLimit = stackTraceLimit
  }
}
