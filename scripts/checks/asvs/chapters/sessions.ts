import type { Requirement } from '../requirement.ts'

const sessionFlow = 'packages/core/test/session-flow.test.ts'

/** V7. */
export const sessions: readonly Requirement[] = [
  {
    id: 'V7.1.1',
    asks: 'lifetimes are written down',
    shownBy: {},
    writtenIn: ['SECURITY.md#sessions'],
  },
  {
    id: 'V7.1.2',
    asks: 'how many sessions a user may have is written down',
    shownBy: {},
    writtenIn: ['SECURITY.md#sessions'],
  },
  {
    id: 'V7.1.3',
    asks: 'how sessions follow a provider is written down',
    shownBy: {},
    writtenIn: ['SECURITY.md#sessions'],
  },
  {
    id: 'V7.2.1',
    asks: 'the server checks every session',
    shownBy: {
      [sessionFlow]: [
        'shows nobody to an anonymous caller',
        'does not take a challenge, or half a token, for a session',
      ],
    },
  },
  {
    id: 'V7.2.2',
    asks: 'session tokens are made for each session',
    shownBy: {
      [sessionFlow]: ['gives a new token with a full lifetime and kills the old one'],
      'packages/core/src/token.test.ts': ['makes tokens of 64 lower-case hex digits that do not repeat'],
    },
  },
  {
    id: 'V7.2.3',
    asks: 'session tokens have 128 bits at least',
    shownBy: {
      'packages/core/src/token.test.ts': ['makes tokens of 64 lower-case hex digits that do not repeat'],
      'packages/core/test/sessions.test.ts': ['keeps the digest of a token and never the token'],
    },
  },
  {
    id: 'V7.2.4',
    asks: 'every proof of identity gives a new token and ends the old one',
    shownBy: {
      'packages/core/test/reauth.test.ts': ['a proof makes an old session fresh again, under a new token'],
      [sessionFlow]: ['are consumed by a sign-in, which tells who they were', 'has one winner of 50 parallel calls'],
      'packages/flows/password/test/password-flow.test.ts': [
        'changes the password, ends every other session and API key, and rotates this one',
      ],
    },
  },
  {
    id: 'V7.3.1',
    asks: 'sessions that nobody uses end',
    shownBy: {
      'packages/core/test/session-limits.test.ts': [
        'ends exactly after the idle time, counted from the last use, written or not',
        'does not come back when the clock is set back',
      ],
      'packages/security/src/session-expiry/session-expiry.test.ts': [
        'ends a session that nobody used, and counts requests to open routes as use',
      ],
    },
    writtenIn: ['SECURITY.md#sessions'],
    note: '`idle_timeout_secs` of `session_expiry`; off by default',
  },
  {
    id: 'V7.3.2',
    asks: 'sessions end for good after some time',
    shownBy: {
      'packages/core/test/session-limits.test.ts': [
        'counts from the first sign-in, whatever was refreshed, and shows in the answers',
      ],
      [sessionFlow]: [
        'never goes past the oldest age a session may have',
        'ends every session when it expires, for good',
      ],
    },
  },
  {
    id: 'V7.4.1',
    asks: 'a session that ended is of no use any more',
    shownBy: {
      [sessionFlow]: ['signs out, once, and clears the cookie', 'ends every session when it expires, for good'],
      'apps/server/test/two-servers.test.ts': [
        'a session that one server revokes is refused by the other on the next request',
      ],
      'apps/server/test/kill/kill.test.ts': [
        'loses nothing acknowledged and revives nothing revoked in 12 rounds of kill -9',
      ],
    },
  },
  {
    id: 'V7.4.2',
    asks: 'a banned or deleted user has no session',
    shownBy: {
      'packages/flows/account/test/admin.test.ts': ['new roles and a ban reach sessions on the next request'],
      'packages/flows/account/test/account.test.ts': ['deletes everything of a user, and nothing of anybody else'],
      'packages/core/test/sign-in.test.ts': [
        'leaves no session when the user was banned or deleted just before it was stored',
      ],
    },
  },
  {
    id: 'V7.4.3',
    asks: 'other sessions can be ended when a factor changes',
    shownBy: {
      'packages/flows/password/test/password-flow.test.ts': [
        'changes the password, ends every other session and API key, and rotates this one',
      ],
      'packages/flows/password/test/reset.test.ts': [
        'sets a new password with the link in the mail, ends every session and signs in',
      ],
      [sessionFlow]: ['signs out everywhere, or with keep_current=%s everywhere else'],
    },
  },
  {
    id: 'V7.4.5',
    asks: 'the operator can end a user’s sessions',
    shownBy: {
      'packages/flows/account/test/admin.test.ts': ['shows and ends sessions, without their tokens'],
    },
  },
  {
    id: 'V7.5.1',
    asks: 'changes of address, factors and keys want a fresh proof',
    shownBy: {
      'packages/flows/magic-code/test/email-change.test.ts': [
        'is for sessions whose owner has proved who they are just now',
      ],
      'packages/flows/totp/test/set-up.test.ts': ['is for fresh sessions alone'],
      'packages/flows/oauth/test/linking.test.ts': ['begins to link for fresh sessions alone'],
      'packages/flows/api-keys/test/api-keys.test.ts': [
        'needs a proof of identity of the last 15 minutes to make a key',
      ],
    },
  },
  {
    id: 'V7.5.3',
    asks: 'so does what cannot be undone',
    shownBy: {
      'packages/flows/account/test/account.test.ts': ['needs a fresh session, and of parallel calls one deletes'],
      'packages/flows/orgs/test/organizations.test.ts': ['deleting an organization needs a fresh session'],
    },
  },
  {
    id: 'V7.6.1',
    asks: 'sessions and providers behave to each other as it is written',
    shownBy: {},
    writtenIn: ['SECURITY.md#sessions'],
  },
  {
    id: 'V7.6.2',
    asks: 'nobody is signed in without doing something',
    shownBy: {
      'apps/server/test/browser/mail-pages.test.ts': [
        'signs nobody in when it is opened, as scanners do, however often',
      ],
      'packages/flows/oauth/test/state.test.ts': [
        'refuses a state in another browser, in none, and with the cookie of another sign-in',
      ],
      'packages/flows/magic-code/src/flow/magic-code-flow.test.ts': [
        'marks every route that may answer with a grant, so that no other site can sign a browser in',
      ],
    },
  },
]
