import type { Requirement } from '../requirement.ts'

/** V8. */
export const authorization: readonly Requirement[] = [
  {
    id: 'V8.1.1',
    asks: 'who may do what is written down',
    shownBy: {
      'apps/server/test/ways-in/who-may-call.test.ts': ['%s refuses all but: %s'],
    },
    writtenIn: ['SECURITY.md#who-may-do-what'],
  },
  {
    id: 'V8.2.1',
    asks: 'each function is for whom it is meant for',
    shownBy: {
      'apps/server/test/ways-in/who-may-call.test.ts': ['%s refuses all but: %s', '%s is for the operator alone'],
      'packages/core/src/app.test.ts': ['opens a route of mode %s to whom it is for'],
      'packages/core/src/guard.test.ts': ['requireRole wants the whole name of a role; the admin token has every one'],
    },
  },
  {
    id: 'V8.2.2',
    asks: 'nobody reaches another’s data by its id',
    shownBy: {
      'packages/core/test/session-flow.test.ts': ["revokes one of one's own sessions and nobody else's"],
      'packages/flows/api-keys/test/api-keys.test.ts': [
        'somebody else’s key is not found: neither rotated nor revoked',
      ],
      'packages/flows/orgs/test/organizations.test.ts': [
        'who is no member sees nothing of an organization, not even that it is there',
      ],
      'packages/stores/postgres/src/with-auth.test.ts': ['shows to each their own, and to an anonymous caller nothing'],
    },
  },
  {
    id: 'V8.2.3',
    asks: 'no field is read or written by whom it is not for',
    shownBy: {
      'packages/flows/password/test/password-flow.test.ts': ['lets no body set what it does not list'],
      'packages/core/test/session-flow.test.ts': ['adds the user, without anything secret'],
      'packages/flows/account/test/admin.test.ts': ['changes the members that are named, and no others'],
    },
  },
  {
    id: 'V8.3.1',
    asks: 'rights come from the server, not from the request',
    shownBy: {
      'packages/flows/api-keys/test/api-keys.test.ts': ['a body cannot name whose key it is'],
      'packages/flows/jwt/test/jwt-flow.test.ts': [
        'takes nothing from the body',
        'makes nobody the admin, whatever the roles say',
      ],
    },
  },
  {
    id: 'V8.3.2',
    asks: 'changed rights are in force at once',
    shownBy: {
      'packages/flows/account/test/admin.test.ts': ['new roles and a ban reach sessions on the next request'],
      'packages/flows/orgs/test/organizations.test.ts': [
        'a demotion, a removal and a deletion bite on the very next request',
      ],
      'apps/server/test/two-servers.test.ts': [
        'with the session cache it is refused within the bound, and much sooner where word travels',
      ],
    },
    note: 'JWTs keep what they say until they end',
  },
  {
    id: 'V8.4.1',
    asks: 'organizations are kept apart',
    shownBy: {
      'packages/flows/orgs/test/organizations.test.ts': [
        'who is no member sees nothing of an organization, not even that it is there',
        'a removal that meets a choice leaves nobody in an organization they are not in',
      ],
      'packages/stores/postgres/src/with-auth.test.ts': [
        'shows to each their own, and to an anonymous caller nothing',
        'nobody writes in the name of another',
      ],
    },
  },
]
