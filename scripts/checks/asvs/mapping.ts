import { absent } from './chapters/absent.ts'
import { api } from './chapters/api.ts'
import { architecture } from './chapters/architecture.ts'
import { authentication } from './chapters/authentication.ts'
import { authorization } from './chapters/authorization.ts'
import { configuration } from './chapters/configuration.ts'
import { cryptography } from './chapters/cryptography.ts'
import { dataProtection } from './chapters/data-protection.ts'
import { encoding } from './chapters/encoding.ts'
import { logging } from './chapters/logging.ts'
import { oauth } from './chapters/oauth.ts'
import { otherwise } from './chapters/otherwise.ts'
import { sessions } from './chapters/sessions.ts'
import { tokens } from './chapters/tokens.ts'
import { transport } from './chapters/transport.ts'
import { validation } from './chapters/validation.ts'
import { web } from './chapters/web.ts'
import { yours } from './chapters/yours.ts'
import type { Mapping } from './requirement.ts'

export const mapping: Mapping = {
  met: [
    ...encoding,
    ...validation,
    ...web,
    ...api,
    ...authentication,
    ...sessions,
    ...authorization,
    ...tokens,
    ...oauth,
    ...cryptography,
    ...transport,
    ...configuration,
    ...dataProtection,
    ...architecture,
    ...logging,
  ],
  otherwise,
  yours,
  absent,
}
