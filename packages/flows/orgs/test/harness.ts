import {
  createApp,
  createSessions,
  createSignIn,
  type Mail,
  newUser,
  type Sessions,
  type StoreBundle,
  sessionFlow,
  type User,
} from '@pylon/core'
import { type OrgFlowOptions, orgFlow } from '../src/flow/index.ts'
import { openTestStores } from './test-stores.ts'

export interface Answer {
  readonly outcome: string
  // biome-ignore lint/suspicious/noExplicitAny: what a route answered, looked at by name
  readonly body: any
}

export interface Person {
  readonly user: User
  readonly token: string
  call(method: string, path: string, body?: unknown): Promise<Answer>
}

export interface Harness {
  readonly stores: StoreBundle
  readonly sessions: Sessions
  readonly clock: { (): number; now: number }
  readonly mails: Mail[]
  readonly events: string[]
  call(method: string, path: string, options?: { readonly bearer?: string; readonly body?: unknown }): Promise<Answer>
  signedIn(name: string, change?: Partial<User>): Promise<Person>
  /** An organization with its owner and members of the roles that are named. */
  withOrg(...roles: readonly string[]): Promise<{ readonly orgId: string; readonly people: readonly Person[] }>
}

export function createHarness(options: Partial<OrgFlowOptions> = {}): Harness {
  const clock = Object.assign((): number => clock.now, { now: 1_800_000_000 })
  const stores = openTestStores()
  const sessions = createSessions({ store: stores.sessions, clock })
  const signIn = createSignIn({ stores, sessions, clock })
  const mails: Mail[] = []
  const events: string[] = []
  const mailer = { enqueue: async (mail: Mail) => void mails.push(mail) }
  const onEvent = (event: { name: string }): void => void events.push(event.name)
  const app = createApp({
    authenticators: [sessions.authenticator],
    flows: [
      sessionFlow({ stores, sessions, signIn, clock }),
      orgFlow({ stores, sessions, mailer, showsSecrets: true, clock, onEvent, ...options }),
    ],
    clock,
  })

  const call: Harness['call'] = async (method, path, { bearer, body } = {}) => {
    const headers = {
      ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
      ...(bearer === undefined ? {} : { Authorization: `Bearer ${bearer}` }),
    }
    const request = { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) }
    const response = await app.fetch(new Request(`http://app/api/auth${path}`, request))
    const answer = (await response.json()) as Answer['body']
    return { outcome: `${response.status}${answer.error ? ` ${answer.error.code}` : ''}`, body: answer }
  }

  const signedIn: Harness['signedIn'] = async (name, change = {}) => {
    const made = newUser({ email: `${name}@example.com`, isEmailVerified: true, displayName: name }, clock())
    const user = { ...made, id: `usr_${name}`, ...change }
    await stores.users.insert(user)
    const ctx = { ip: '', header: () => null, cookie: () => null } as never // all that making a session looks at
    const { token } = await sessions.create(ctx, { userId: user.id, roles: user.roles, amr: ['pwd'] })
    return { user, token, call: (method, path, body) => call(method, path, { bearer: token, body }) }
  }

  const withOrg: Harness['withOrg'] = async (...roles) => {
    const people = await Promise.all(roles.map((role, at) => signedIn(`${role}${at}`)))
    const orgId = (await people[0]?.call('POST', '/orgs', { name: 'Acme' }))?.body.id
    for (const [at, role] of roles.entries()) {
      const userId = people[at]?.user.id ?? ''
      if (at > 0) await stores.orgs.insertMember({ orgId, userId, role, joinedAt: clock() + at })
    }
    return { orgId, people }
  }

  return { stores, sessions, clock, mails, events, call, signedIn, withOrg }
}
