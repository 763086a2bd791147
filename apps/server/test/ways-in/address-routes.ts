import type { CallOptions } from '../client.ts'

/** A route that takes an address, and must not tell whether somebody has it. */
export interface AddressRoute {
  readonly path: string
  readonly bodyFor: (email: string) => CallOptions['body']
  /** Called first, with the same address. */
  readonly after?: string
  readonly needsSession?: true
}

export const addressRoutes: readonly AddressRoute[] = [
  { path: '/password/login', bodyFor: email => ({ email, password: 'not the password' }) },
  { path: '/password/reset/request', bodyFor: email => ({ email }) },
  { path: '/magic/send', bodyFor: email => ({ email }) },
  { path: '/magic/verify', bodyFor: email => ({ email, code: 'wrong!' }) },
  { path: '/magic/verify', after: '/magic/send', bodyFor: email => ({ email, code: 'wrong!' }) },
  { path: '/magic-link/send', bodyFor: email => ({ email }) },
  { path: '/email/change/request', needsSession: true, bodyFor: email => ({ new_email: email }) },
]

export const titleOf = ({ path, after }: AddressRoute): string =>
  after === undefined ? path : `${path} after ${after}`
