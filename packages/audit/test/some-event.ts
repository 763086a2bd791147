import { type AuthContext, type AuthEvent, anonymous } from '@pylon/core'

/** An event as a flow tells it; of an anonymous caller unless one is given. */
export const someEvent = (change: Partial<AuthEvent> = {}, caller: Partial<AuthContext> = {}): AuthEvent => ({
  name: 'session.created',
  at: 1_700_000_000,
  userId: 'usr_1',
  ip: '192.0.2.1',
  userAgent: 'Firefox',
  requestId: 'req-1',
  data: {},
  caller: async () => ({ ...anonymous, ...caller }),
  ...change,
})
