import type { Requirement } from '../requirement.ts'

/** V14. */
export const dataProtection: readonly Requirement[] = [
  {
    id: 'V14.1.1',
    asks: 'sensitive data is listed',
    shownBy: {},
    writtenIn: ['SECURITY.md#what-is-to-be-protected'],
  },
  {
    id: 'V14.1.2',
    asks: 'how each kind is protected is written down',
    shownBy: {},
    writtenIn: ['SECURITY.md#what-is-to-be-protected'],
  },
  {
    id: 'V14.2.2',
    asks: 'nothing sensitive is cached on the way',
    shownBy: {
      'apps/server/test/hostile.test.ts': ['carries no-store, the request id and the envelope on every refusal'],
      'packages/core/src/app.test.ts': ['answers a route, with the request id and no caching'],
    },
  },
  {
    id: 'V14.2.4',
    asks: 'the protection that is written down is there',
    shownBy: {
      'apps/server/test/ways-in/planted-secrets.test.ts': [
        'keeps digests and sealed values alone in its database, deleted rows and the log of writes included',
        'shows none in its log, at level debug',
        'repeats no secret in any answer, refusals and lists among them',
      ],
      'apps/server/test/start.test.ts': ['keeps nothing secret in the clear in the database, its journal, or the log'],
    },
  },
  {
    id: 'V14.2.6',
    asks: 'answers hold no more than they need',
    shownBy: {
      'packages/core/test/session-flow.test.ts': ['lists own live sessions, newest first, without their tokens'],
      'apps/server/test/ways-in/planted-secrets.test.ts': [
        'repeats no secret in any answer, refusals and lists among them',
      ],
    },
  },
  {
    id: 'V14.2.7',
    asks: 'what is over is deleted',
    shownBy: {
      'packages/audit/src/log/cut.test.ts': ['cuts whole sealed segments, and leaves a signature with their last hash'],
      'packages/core/test/sessions.test.ts': ['sweeps what has expired'],
      'packages/testkit/src/one-time/sweep-cases.ts': [
        'sweep: deletes expired entries, burned ones included, and nothing else',
      ],
      'packages/flows/account/test/account.test.ts': ['deletes everything of a user, and nothing of anybody else'],
    },
  },
  {
    id: 'V14.3.2',
    asks: 'browsers keep no answer',
    shownBy: {
      'packages/core/src/app.test.ts': ['answers a route, with the request id and no caching'],
      'apps/server/test/hostile.test.ts': ['carries no-store, the request id and the envelope on every refusal'],
    },
  },
]
