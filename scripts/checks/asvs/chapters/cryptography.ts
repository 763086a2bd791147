import type { Requirement } from '../requirement.ts'

const keys = 'packages/core/src/keys.test.ts'

/** V11. */
export const cryptography: readonly Requirement[] = [
  {
    id: 'V11.1.1',
    asks: 'how keys live is written down',
    shownBy: {},
    writtenIn: ['SECURITY.md#keys'],
  },
  {
    id: 'V11.1.2',
    asks: 'keys and algorithms are listed',
    shownBy: {},
    writtenIn: ['SECURITY.md#keys'],
  },
  {
    id: 'V11.2.1',
    asks: 'cryptography is done by proven implementations',
    shownBy: {
      'packages/flows/jwt/src/wycheproof.test.ts': ['$tcId $comment: $result'],
      'packages/flows/password/src/argon2.test.ts': [
        'agrees with it on the input of RFC 9106 §5.3 without associated data, which ours has no room for',
      ],
      'packages/flows/totp/src/verify-totp.test.ts': [
        'agrees with RFC 6238, appendix B, at %d with %s',
        'agrees with RFC 4226, appendix D',
      ],
    },
  },
  {
    id: 'V11.2.2',
    asks: 'algorithms and keys can be changed',
    shownBy: {
      [keys]: ['rotates: the old secret still opens and matches, and what is sealed again needs it no more'],
      'packages/flows/totp/test/reseal.test.ts': [
        'seals every secret under the newest key, page by page, and once is enough',
      ],
      'packages/flows/password/test/password-flow.test.ts': [
        'upgrades a hash that was made otherwise, at the next sign-in',
      ],
      'packages/flows/password/src/hashing.test.ts': [
        'pepper: after a rotation old hashes verify and need a new one, new hashes are made with the new key',
      ],
    },
  },
  {
    id: 'V11.2.5',
    asks: 'cryptography fails closed',
    shownBy: {
      [keys]: ['opens nothing that was changed in any place, cut, or sealed under a secret that is gone'],
      'packages/flows/totp/test/login.test.ts': [
        'owes the second factor still, and takes no code, when the secret cannot be opened',
      ],
    },
  },
  {
    id: 'V11.3.1',
    asks: 'no weak block mode or padding',
    shownBy: {
      [keys]: ['opens nothing that was changed in any place, cut, or sealed under a secret that is gone'],
    },
    note: 'AES-256-GCM alone',
  },
  {
    id: 'V11.3.2',
    asks: 'approved ciphers and modes',
    shownBy: {
      [keys]: ['opens what it sealed, in the place it was sealed for, and never twice to the same text'],
    },
    note: 'AES-256-GCM alone',
  },
  {
    id: 'V11.3.3',
    asks: 'what is sealed cannot be changed or moved',
    shownBy: {
      [keys]: ['opens nothing that was changed in any place, cut, or sealed under a secret that is gone'],
      'packages/flows/totp/test/set-up.test.ts': [
        'opens no setup that was moved to another user, or into the place of a verified secret',
      ],
    },
  },
  {
    id: 'V11.3.4',
    asks: 'no nonce is used twice',
    shownBy: {
      [keys]: ['opens what it sealed, in the place it was sealed for, and never twice to the same text'],
    },
  },
  {
    id: 'V11.4.1',
    asks: 'approved hash functions',
    shownBy: {
      'packages/core/src/token.test.ts': ['stores SHA-256 of the token'],
      [keys]: ['digests of one text differ by place and secret, and match that text alone'],
    },
    note: 'SHA-1 only inside HMAC for TOTP, where authenticator apps want it, and in the names of breached passwords',
  },
  {
    id: 'V11.4.2',
    asks: 'passwords are hashed slowly, by current advice',
    shownBy: {
      'packages/flows/password/src/hashing.test.ts': [
        'hashes with argon2id at 19 MiB, two passes, one lane, a salt of 16 bytes and a tag of 32',
        'verifies hashes made with other parameters, and says that they need a new hash',
      ],
    },
  },
  {
    id: 'V11.4.3',
    asks: 'hashes for integrity have 256 bits',
    shownBy: {
      'packages/core/src/token.test.ts': ['stores SHA-256 of the token'],
      'packages/email/src/transports/http.test.ts': ['to a webhook is signed over its time and its exact bytes'],
    },
  },
  {
    id: 'V11.5.1',
    asks: 'what must not be guessed has 128 bits from a CSPRNG',
    shownBy: {
      'packages/core/src/token.test.ts': ['makes tokens of 64 lower-case hex digits that do not repeat'],
      'packages/flows/oauth/test/sign-in.test.ts': [
        'sends PKCE, nonce and 256 bits of state, and the verifier to the provider alone',
      ],
      'scripts/checks/layers.test.ts': [
        // biome-ignore lint/suspicious/noTemplateCurlyInString: the title as it stands in the file
        'refuses ${name} in a source, and not in a test or an app',
      ],
    },
    note: 'codes that people type have fewer, and are counted: V6.5.4, V6.6.3',
  },
  {
    id: 'V11.6.1',
    asks: 'signatures by approved algorithms, and no keys that are known to be weak',
    shownBy: {
      'packages/flows/jwt/src/jwk-set.test.ts': ['ignores a key %s, and takes the others of the set'],
      'packages/flows/jwt/src/rfc.test.ts': [
        'verifies the ES256 example of RFC 7515, appendix A.3',
        'verifies the EdDSA example of RFC 8037, appendix A.5',
      ],
    },
  },
]
