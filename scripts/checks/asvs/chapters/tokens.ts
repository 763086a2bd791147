import type { Requirement } from '../requirement.ts'

const verify = 'packages/flows/jwt/src/verify.test.ts'

/** V9. */
export const tokens: readonly Requirement[] = [
  {
    id: 'V9.1.1',
    asks: 'the signature is checked before the content counts',
    shownBy: {
      [verify]: ['answers every one of 20,000 mangled tokens, and believes none'],
      'packages/flows/jwt/src/verifier.test.ts': [
        'refuses a changed payload, header or signature, and another key of the same name',
      ],
      'packages/flows/jwt/src/wycheproof.test.ts': ['$tcId $comment: $result'],
    },
  },
  {
    id: 'V9.1.2',
    asks: 'algorithms are listed, none is not among them, and keys are not confused',
    shownBy: {
      [verify]: [
        'refuses alg %j, signed or not',
        'never holds an HS256 token against a public key, nor another one against a secret',
      ],
      'packages/flows/jwt/src/verifier.test.ts': ['takes RS256 and ES256 alone unless told otherwise'],
    },
  },
  {
    id: 'V9.1.3',
    asks: 'keys come from the configuration',
    shownBy: {
      [verify]: ['refuses the header %s: %s'],
      'packages/flows/jwt/src/verifier.test.ts': [
        'reads an embedded key as an attack even when another token made its header known',
        'never takes the key set’s word for a secret: an HS256 token keyed with the public key is refused',
      ],
      'packages/flows/jwt/src/jwk-set.test.ts': [
        'takes no keys from %s',
        'ignores a key %s, and takes the others of the set',
      ],
    },
  },
  {
    id: 'V9.2.1',
    asks: 'times are checked',
    shownBy: {
      [verify]: ['%s %j: %s', 'allows for the skew of a clock, and no second more'],
    },
  },
  {
    id: 'V9.2.2',
    asks: 'a token of one kind is none of another',
    shownBy: {
      [verify]: ['takes a token of type %s', 'refuses the header %s: %s'],
      'packages/core/test/session-flow.test.ts': ['does not take a challenge, or half a token, for a session'],
      'packages/flows/oauth/test/linking.test.ts': [
        'signs in by no state that was to link, and links by none that was to sign in',
      ],
    },
  },
  {
    id: 'V9.2.3',
    asks: 'the audience is checked',
    shownBy: {
      [verify]: ['expects the audience %j, finds %j: %s'],
    },
  },
]
