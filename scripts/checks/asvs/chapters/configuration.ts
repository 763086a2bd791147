import type { Requirement } from '../requirement.ts'

/** V13. */
export const configuration: readonly Requirement[] = [
  {
    id: 'V13.1.1',
    asks: 'whom the server talks to is written down',
    shownBy: {},
    writtenIn: ['SECURITY.md#what-leaves-the-server'],
  },
  {
    id: 'V13.2.2',
    asks: 'the database account needs no more rights than the tables',
    shownBy: {
      'packages/stores/postgres/src/migrate.test.ts': ['a role that may use the tables and make nothing can start'],
    },
  },
  {
    id: 'V13.2.3',
    asks: 'no default credentials',
    shownBy: {
      'apps/server/src/config/config.test.ts': [
        'refuses a short admin token without telling it, and takes it in dev mode',
        'wants a secret with PostgreSQL, one place for sessions, and a bound of at most an hour',
      ],
    },
  },
  {
    id: 'V13.3.1',
    asks: 'secrets come from where secrets are kept',
    shownBy: {
      'apps/server/src/config/config.test.ts': ['reads a value from a file, without the newline at its end'],
    },
    note: '`file:` reads what Docker, Kubernetes or a Vault agent puts there',
  },
  {
    id: 'V13.3.2',
    asks: 'secrets can be read by the server alone',
    shownBy: {
      'apps/server/test/start.test.ts': [
        'makes a secret beside the database, for its owner alone, says so, and keeps it',
      ],
      'packages/stores/sqlite/src/open.test.ts': ['makes the file and what lies beside it for its owner alone'],
    },
  },
  {
    id: 'V13.4.2',
    asks: 'no debug mode in production',
    shownBy: {
      'apps/server/src/config/config.test.ts': ['binds loopback alone in dev mode'],
      'packages/core/test/session-flow.test.ts': ['is open to loopback in development alone'],
      'packages/flows/magic-code/test/sign-in-code.test.ts': ['shows the code in development alone'],
    },
  },
  {
    id: 'V13.4.4',
    asks: 'no TRACE',
    shownBy: {
      'packages/adapters/node/test/message-boundaries.test.ts': ['does not answer TRACE with what was sent'],
    },
  },
  {
    id: 'V13.4.5',
    asks: 'monitoring is not for everybody',
    shownBy: {
      'apps/server/test/hostile.test.ts': ['answers what stands at its root'],
    },
    note: '`/metrics` is for the admin; `/openapi.json` and `/docs` are open on purpose',
  },
]
