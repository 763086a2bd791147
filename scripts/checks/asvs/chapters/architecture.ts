import type { Requirement } from '../requirement.ts'

const hostile = 'apps/server/test/hostile.test.ts'

/** V15. */
export const architecture: readonly Requirement[] = [
  {
    id: 'V15.1.2',
    asks: 'every library is listed and comes from a known place',
    shownBy: {
      'scripts/checks/layers.test.ts': ['shows a dependency that is new, one that is gone and one that nobody imports'],
    },
    note: 'the layer table says which package brings what; pnpm-lock.yaml has versions and digests',
  },
  {
    id: 'V15.1.3',
    asks: 'what is costly, and how it is bounded, is written down',
    shownBy: {},
    writtenIn: ['SECURITY.md#limits'],
  },
  {
    id: 'V15.2.2',
    asks: 'what is costly cannot bring the server down',
    shownBy: {
      'apps/server/test/load.test.ts': ['answers a crowd of 2,000 parallel logins with grants and 503, and stays well'],
      'packages/flows/password/src/queue.test.ts': [
        'of 300 tasks runs two at a time, lets 256 wait and refuses 42 as BUSY',
      ],
      'packages/adapters/node/test/serve.test.ts': ['cuts off headers and bodies that take too long'],
      [hostile]: ['refuses 10 MB with and without a length, and other media types'],
    },
  },
  {
    id: 'V15.2.3',
    asks: 'no test code in production',
    shownBy: {
      'scripts/checks/layers.test.ts': [
        'lets tests import the testkit and the memory stores, and sources neither',
        'lets an app import every package but the testkit',
      ],
    },
  },
  {
    id: 'V15.3.1',
    asks: 'answers are made field by field',
    shownBy: {
      'packages/core/test/session-flow.test.ts': ['adds the user, without anything secret'],
      'apps/server/test/ways-in/planted-secrets.test.ts': [
        'repeats no secret in any answer, refusals and lists among them',
      ],
    },
  },
  {
    id: 'V15.3.2',
    asks: 'requests of the server follow no redirect that was not meant',
    shownBy: {
      'packages/net-guard/src/guarded-fetch.test.ts': [
        'are followed five times and not six',
        'can be refused or left to the caller',
      ],
      'packages/security/src/captcha/captcha.test.ts': ['does not take the secret to where it is sent'],
      'packages/flows/jwt/src/jwk-set.test.ts': ['tells a response that was redirected by a fetch of somebody else'],
    },
  },
  {
    id: 'V15.3.3',
    asks: 'no body sets what it does not list (mass assignment)',
    shownBy: {
      'packages/flows/password/test/password-flow.test.ts': ['lets no body set what it does not list'],
      'packages/flows/magic-code/test/sign-in-code.test.ts': ['lets no body set what it does not list'],
    },
  },
  {
    id: 'V15.3.4',
    asks: 'the client’s address is the true one, everywhere',
    shownBy: {
      'packages/security/src/rate-limit/rate-limit.test.ts': ['is not what the client says it is'],
      'packages/adapters/node/test/client-address.test.ts': [
        'reads right to left, past trusted hops, to the first that is not',
        'believes the socket alone when no proxy is trusted, or the peer is none of them',
      ],
      'packages/core/src/address.test.ts': [
        'counts a whole IPv6 /64 as one, in every spelling',
        'keeps IPv4 as it is, also when it is written inside IPv6',
      ],
    },
  },
  {
    id: 'V15.3.5',
    asks: 'types are checked before values are compared',
    shownBy: {
      [hostile]: ['refuses wrong types, lone surrogates and a body that sets prototypes'],
      'packages/core/src/constant-time.test.ts': ['tells equal from different, of any length and kind'],
    },
  },
  {
    id: 'V15.3.6',
    asks: 'prototypes cannot be polluted',
    shownBy: {
      [hostile]: ['refuses wrong types, lone surrogates and a body that sets prototypes'],
      'packages/core/src/field-reader.test.ts': ['reads own members alone'],
      'packages/security/src/captcha/captcha.test.ts': ['does not take a token that the body inherits'],
    },
  },
  {
    id: 'V15.3.7',
    asks: 'parameters that come twice confuse nobody',
    shownBy: {
      'packages/security/src/validation/validation.test.ts': [
        'judges query and parameters, and takes a parameter that stands there twice for a list',
      ],
      'packages/flows/oauth/test/state.test.ts': ['refuses a state that stands there twice, and a code that does'],
      'packages/core/src/cookie.test.ts': [
        'counts two cookies with different values as none, and the same value twice as one',
      ],
      [hostile]: ['ignores query strings on every route'],
    },
  },
  {
    id: 'V15.4.2',
    asks: 'looking and doing are one step',
    shownBy: {
      'packages/testkit/src/one-time/take-cases.ts': ['take: of 50 concurrent callers exactly one gets the value'],
      'packages/testkit/src/sessions/replace-cases.ts': [
        'replace: together with a revocation of the same session, no revoked session comes back',
      ],
      'packages/stores/sqlite/src/open.test.ts': ['makes the file and what lies beside it for its owner alone'],
    },
  },
  {
    id: 'V15.4.3',
    asks: 'locks end',
    shownBy: {
      'packages/stores/postgres/src/transaction.test.ts': [
        'two transactions that wait for each other: at least one goes on, the other is STORE_UNAVAILABLE and leaves nothing',
      ],
      'packages/stores/postgres/src/orgs.test.ts': [
        'changes of members and deletions of many servers at once never wait for each other in a circle',
      ],
      'packages/stores/sqlite/src/write-lock.test.ts': [
        'does not let a writer wait for ever, and goes on with the others',
      ],
    },
  },
  {
    id: 'V15.4.4',
    asks: 'nobody is starved',
    shownBy: {
      'packages/flows/password/src/queue.test.ts': [
        'serves in the order of arrival',
        'lets nobody overtake while a slot changes hands',
      ],
      'packages/flows/password/src/turnstile.test.ts': [
        'lets a few through in every turn of the event loop, first come, first served',
      ],
    },
  },
]
