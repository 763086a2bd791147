import type { Requirement } from '../requirement.ts'

const hostile = 'packages/flows/oauth/test/hostile.test.ts'

/** V10. */
export const oauth: readonly Requirement[] = [
  {
    id: 'V10.1.1',
    asks: 'tokens go to whom they are for',
    shownBy: {
      'packages/flows/oauth/test/refresh.test.ts': [
        'stores what the provider hands out sealed, bound to its account and member',
      ],
      'packages/flows/oauth/test/accounts.test.ts': ['lists the caller’s accounts without their tokens'],
      'apps/server/test/browser/oauth.test.ts': [
        'lands in the application, signed in, with a cookie that its scripts cannot read',
      ],
    },
  },
  {
    id: 'V10.1.2',
    asks: 'what comes back belongs to the sign-in of that browser',
    shownBy: {
      'packages/flows/oauth/test/state.test.ts': [
        'refuses a state in another browser, in none, and with the cookie of another sign-in',
        'keeps neither the state nor the code verifier readable in the store',
      ],
      'packages/flows/oauth/test/sign-in.test.ts': [
        'sends PKCE, nonce and 256 bits of state, and the verifier to the provider alone',
      ],
      'apps/server/test/browser/oauth.test.ts': [
        'signs nobody in with a callback address that another browser earned, and leaves it to that one',
      ],
    },
  },
  {
    id: 'V10.2.1',
    asks: 'the callback cannot be called by another site',
    shownBy: {
      'packages/flows/oauth/test/state.test.ts': [
        'takes a state once: of 20 parallel callers one is signed in',
        'refuses what is no state',
      ],
      'packages/flows/oauth/test/sign-in.test.ts': [
        'sends PKCE, nonce and 256 bits of state, and the verifier to the provider alone',
      ],
    },
  },
  {
    id: 'V10.2.2',
    asks: 'providers are not mixed up',
    shownBy: {
      [hostile]: ['takes no answer that %s says to have given (RFC 9207)'],
      'packages/flows/oauth/test/state.test.ts': [
        'refuses a state of one provider at the callback of another, and leaves it good for its own',
      ],
    },
  },
  {
    id: 'V10.2.3',
    asks: 'only the scopes that are needed are asked for',
    shownBy: {
      'packages/flows/oauth/test/built-in.test.ts': [
        '$id: sends the browser to the right place with the right parameters',
      ],
    },
  },
  {
    id: 'V10.3.1',
    asks: 'access tokens for somebody else are refused',
    shownBy: {
      'packages/flows/jwt/src/verify.test.ts': ['expects the audience %j, finds %j: %s'],
      'packages/flows/jwt/src/verifier.test.ts': ['refuses claims that are wrong, however well signed'],
    },
  },
  {
    id: 'V10.3.2',
    asks: 'what was delegated bounds what is allowed',
    shownBy: {
      'packages/core/src/guard.test.ts': ['of scopes %j, %s is reached: %s'],
      'packages/flows/jwt/test/jwt-flow.test.ts': ['lets a JWT manage no sessions'],
    },
  },
  {
    id: 'V10.3.4',
    asks: 'a token opens nothing that wants a stronger or fresher proof',
    shownBy: {
      'packages/flows/jwt/test/jwt-flow.test.ts': ['lets a JWT manage no sessions'],
      'packages/flows/magic-code/test/pre-hijacking.test.ts': [
        'lets no API key or JWT of the attacker stand for the owner’s session',
      ],
    },
  },
  {
    id: 'V10.5.1',
    asks: 'id tokens cannot be replayed',
    shownBy: {
      [hostile]: ['signs nobody in by an id_token with %s'],
      'packages/flows/oauth/test/oidc-provider.test.ts': [
        'signs in at a real provider through the browser, PKCE, nonce and iss included',
      ],
    },
  },
  {
    id: 'V10.5.2',
    asks: 'users are known by `sub`',
    shownBy: {
      'packages/flows/oauth/test/sign-in.test.ts': [
        'signs the same user in again by the provider’s id, whatever became of the address',
      ],
      'packages/flows/oauth/test/linking.test.ts': ['an address verified here: %s, there: %s → %s'],
    },
  },
  {
    id: 'V10.5.3',
    asks: 'discovery must name the issuer that was configured',
    shownBy: {
      [hostile]: ['begins nothing at a provider whose discovery has %s, and begins once it is right'],
    },
  },
  {
    id: 'V10.5.4',
    asks: 'id tokens for another client are refused',
    shownBy: {
      [hostile]: ['signs nobody in by an id_token with %s'],
    },
  },
]
