import type { Authenticator, Flow } from '@pylon/core'
export function createJwt(_: unknown): { flow: Flow; authenticator: Authenticator } {
  return { flow: { name: 'jwt', routes: [] }, authenticator: { name: 'jwt', authenticate: async () => null } }
}
