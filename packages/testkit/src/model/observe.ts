import type { Call } from './calls/call.ts'
import type { ModelledStores } from './modelled-stores.ts'
import { emailNames, keyNames, kinds, purposes, userNames } from './names.ts'

/** Calls that together show all that a run has left behind. */
export function observations(stores: ModelledStores, tokens: readonly string[]): readonly Call[] {
  return [
    ...(stores.users === undefined ? [] : userLooks),
    ...(stores.credentials === undefined ? [] : credentialLooks),
    ...(stores.sessions === undefined ? [] : sessionLooks(tokens)),
    ...(stores.oneTime === undefined ? [] : oneTimeLooks),
    ...(stores.counters === undefined ? [] : counterLooks),
  ]
}

const userLooks: readonly Call[] = [
  ...userNames.map(name => look(`users.findById ${name}`, ({ users }, { names }) => users.findById(names.user(name)))),
  ...emailNames.map(name =>
    look(`users.findByEmail ${name}`, ({ users }, { names }) => users.findByEmail(names.email(name))),
  ),
  look('users.list', ({ users }, { names }) => users.list(names.marker, 10, null)),
]

const credentialLooks: readonly Call[] = userNames.flatMap(name =>
  kinds.map(kind =>
    look(`credentials.find ${name} ${kind}`, ({ credentials }, { names }) => credentials.find(names.user(name), kind)),
  ),
)

const sessionLooks = (tokens: readonly string[]): readonly Call[] => [
  ...userNames.map(name =>
    look(`sessions.listByUser ${name}`, ({ sessions }, { names, now }) => sessions.listByUser(names.user(name), now)),
  ),
  ...tokens.map(name =>
    look(`sessions.find ${name}`, ({ sessions }, { names, now }) => sessions.find(names.tokenHash(name), now)),
  ),
]

const oneTimeLooks: readonly Call[] = purposes.flatMap(purpose =>
  keyNames.map(name =>
    look(`oneTime.fail ${purpose} ${name}, limit 100`, ({ oneTime }, { names, now }) =>
      oneTime.fail(purpose, names.key(name), 100, now),
    ),
  ),
)

const counterLooks: readonly Call[] = keyNames.map(name =>
  look(`counters.increment ${name} by 0, window 600`, ({ counters }, { names, now }) =>
    counters.increment(names.key(name), 0, 600, now),
  ),
)

function look(text: string, run: Call['run']): Call {
  return { text, run }
}
