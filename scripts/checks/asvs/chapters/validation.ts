import type { Requirement } from '../requirement.ts'

/** V2. */
export const validation: readonly Requirement[] = [
  {
    id: 'V2.1.1',
    asks: 'what input must look like is written down',
    shownBy: {
      'apps/server/test/openapi.test.ts': ['is a valid OpenAPI document', 'has every route, each with a summary'],
    },
  },
  {
    id: 'V2.1.3',
    asks: 'limits are written down',
    shownBy: {},
    writtenIn: ['SECURITY.md#limits'],
  },
  {
    id: 'V2.2.1',
    asks: 'input is held against what is expected',
    shownBy: {
      'packages/security/src/validation/validation.test.ts': [
        'lets through what it allows, as it was sent, and names by path what it does not',
      ],
      'apps/server/test/hostile.test.ts': ['refuses %s'],
      'packages/flows/password/test/password-flow.test.ts': ['refuses to register %j'],
      'packages/flows/magic-code/test/sign-in-code.test.ts': ['%s refuses %j'],
    },
  },
  {
    id: 'V2.2.2',
    asks: 'that happens at the server',
    shownBy: {
      'apps/server/test/hostile.test.ts': [
        'refuses %s',
        'refuses wrong types, lone surrogates and a body that sets prototypes',
      ],
    },
  },
  {
    id: 'V2.3.1',
    asks: 'steps come in their order and none is left out',
    shownBy: {
      'apps/server/test/ways-in/second-factor.test.ts': [
        'lets no sequence of up to four calls at the account of a user with a second factor',
      ],
      'packages/core/test/sign-in.test.ts': [
        'is never a session for the routes of users',
        'redeems a challenge once, whoever comes in parallel',
      ],
    },
  },
  {
    id: 'V2.3.2',
    asks: 'limits hold',
    shownBy: {
      'packages/flows/api-keys/test/api-keys.test.ts': ['keeps the limit when keys are made in parallel'],
      'packages/flows/orgs/test/invites.test.ts': ['an organization sends at most 100 invites in an hour'],
      'packages/flows/totp/test/trusted-devices.test.ts': ['remembers at most 20 devices, the oldest leave'],
    },
  },
  {
    id: 'V2.3.3',
    asks: 'what belongs together happens as a whole or not at all',
    shownBy: {
      'packages/testkit/src/transactions/rollback-cases.ts': [
        'transaction: when the work throws, what it inserted is in none of the stores',
        'transaction: when the work throws, what it changed is as it was before',
      ],
      'packages/testkit/src/faults/flows.test.ts': [
        'password change: a failed one has changed all or nothing: password, proofs and sessions',
        'sign-up: a failed one leaves a whole user or none, and another try works or says that the email is taken',
      ],
    },
  },
  {
    id: 'V2.3.4',
    asks: 'what is there once is given once',
    shownBy: {
      'packages/testkit/src/races/one-time-races.ts': [
        'take: of 1,000 callers in several processes exactly one gets the value',
      ],
      'apps/server/test/load.test.ts': ['has one winner of 1,000 parallel refreshes through two servers on one store'],
      'packages/flows/orgs/test/organizations.test.ts': [
        'never leaves an organization without an owner, however many go at once',
      ],
    },
  },
  {
    id: 'V2.4.1',
    asks: 'automated calls are held back',
    shownBy: {
      'packages/security/src/rate-limit/exactness.test.ts': [
        'never more than `maxRequests` in any span of the window, and never less than in a window and a slot',
      ],
      'apps/server/test/defences/production-manifest.test.ts': [
        'gives every address a budget of requests, and tells it',
        'mass scraping: addresses have a budget, and so has a user who comes from many of them',
      ],
      'packages/testkit/src/limits/span-cases.ts': [
        'admit: never more than `maxRequests` in any span of the window, and what fits into a window and a slot always',
      ],
      'packages/flows/password/test/password-flow.test.ts': [
        'locks after five failures from one address, known or unknown alike, until the window ends',
      ],
      'packages/flows/magic-code/test/sign-in-code.test.ts': [
        'sends one code a minute to an address in every spelling, of any number that are asked for in parallel',
      ],
      'packages/security/src/captcha/captcha.test.ts': ['asks the vendor before %s'],
    },
  },
]
