import type { Requirement } from '../requirement.ts'

const policy = 'packages/flows/password/src/policy.test.ts'
const passwordFlow = 'packages/flows/password/test/password-flow.test.ts'
const magicCodes = 'packages/flows/magic-code/src/magic-codes.test.ts'

/** V6. */
export const authentication: readonly Requirement[] = [
  {
    id: 'V6.1.1',
    asks: 'what stands against guessing, and against locking others out, is written down',
    shownBy: {},
    writtenIn: ['SECURITY.md#ways-in'],
  },
  {
    id: 'V6.1.3',
    asks: 'all ways in are written down with what they prove',
    shownBy: {
      'apps/server/test/ways-in/who-may-call.test.ts': ['counts every route of this server to somebody'],
    },
    writtenIn: ['SECURITY.md#ways-in'],
  },
  {
    id: 'V6.2.1',
    asks: 'passwords have 8 characters at least',
    shownBy: {
      [policy]: [
        'wants 8 code points, not 8 UTF-16 units or bytes',
        'takes the least length as an option and names it',
      ],
    },
  },
  {
    id: 'V6.2.2',
    asks: 'users can change their password',
    shownBy: {
      [passwordFlow]: ['changes the password, ends every other session and API key, and rotates this one'],
    },
  },
  {
    id: 'V6.2.3',
    asks: 'a change wants the current password too',
    shownBy: {
      [passwordFlow]: [
        'refuses a change with a wrong, weak, breached or missing password, and changes nothing',
        'counts a wrong current password for the lockout',
      ],
    },
  },
  {
    id: 'V6.2.4',
    asks: 'the most used passwords are refused',
    shownBy: {
      [policy]: ['refuses common passwords in any case'],
      'packages/flows/password/src/common-passwords.test.ts': [
        'has 10,000 different entries of at least 8 characters, in lower case and NFC',
        'finds every entry',
      ],
    },
  },
  {
    id: 'V6.2.5',
    asks: 'no rules about kinds of characters',
    shownBy: {
      [policy]: ['accepts a long sentence, any script, emoji, spaces and NUL'],
    },
  },
  {
    id: 'V6.2.6',
    asks: 'password fields are masked',
    shownBy: {
      'packages/core/src/password-field.test.ts': [
        'masks a new password, and lets password managers and the clipboard fill it',
      ],
    },
    note: 'the page behind a reset link; other forms are the application’s',
  },
  {
    id: 'V6.2.7',
    asks: 'pasting and password managers work',
    shownBy: {
      'packages/core/src/password-field.test.ts': [
        'masks a new password, and lets password managers and the clipboard fill it',
      ],
    },
    note: 'the page behind a reset link; other forms are the application’s',
  },
  {
    id: 'V6.2.8',
    asks: 'a password is judged as it came',
    shownBy: {
      'packages/flows/password/src/password-bytes.test.ts': [
        'changes nothing but the form: no trimming, no case, no compatibility folding',
      ],
      'packages/flows/password/src/hashing.test.ts': [
        'tells apart what follows the 72nd byte',
        'tells apart what follows a NUL',
      ],
      [passwordFlow]: ['keeps NUL and every space of a password, and composes accents'],
    },
    note: 'composed and decomposed accents count as one',
  },
  {
    id: 'V6.2.9',
    asks: '64 characters are allowed',
    shownBy: {
      [policy]: ['takes 1024 bytes after NFC and refuses 1025'],
    },
  },
  {
    id: 'V6.2.12',
    asks: 'breached passwords are refused',
    shownBy: {
      'packages/flows/password/src/offline-breach-check.test.ts': [
        'finds every one that is listed, the first and the last too, and no other',
      ],
      'packages/flows/password/src/hibp-check.test.ts': [
        'tells the service the first five digits alone, asks for padding, and finds the rest in its answer',
      ],
      [passwordFlow]: ['refuses a change with a wrong, weak, breached or missing password, and changes nothing'],
    },
    note: '`breach_check`; off by default',
  },
  {
    id: 'V6.3.1',
    asks: 'guessing is held back as it is written',
    shownBy: {
      'apps/server/test/defences/production-manifest.test.ts': [
        'limits sending of codes to 5 a minute',
        'brute force on login: the route is limited, the account locks, and a right password is half of a sign-in',
      ],
      [passwordFlow]: [
        'locks after five failures from one address, known or unknown alike, until the window ends',
        'judges at most five of 40 parallel guesses',
        'lets 50 strangers lock each other out, and never a browser that signed in before',
      ],
      'packages/flows/magic-code/test/sign-in-code.test.ts': [
        'judges ten wrong codes of an address in an hour, over all codes and purposes, and none after them',
      ],
      'packages/flows/totp/test/login.test.ts': [
        'judges ten wrong codes of a user in an hour over all challenges, and then not even a right one',
      ],
    },
  },
  {
    id: 'V6.3.2',
    asks: 'no account is there from the start',
    shownBy: {
      'packages/core/src/admin-token.test.ts': ['refuses a token that is empty or under 32 characters'],
      'apps/server/src/config/config.test.ts': [
        'has safe defaults',
        'refuses a short admin token without telling it, and takes it in dev mode',
      ],
    },
  },
  {
    id: 'V6.3.4',
    asks: 'every way in keeps the same rules',
    shownBy: {
      'apps/server/test/ways-in/second-factor.test.ts': [
        'asks for the second factor after: %s; then it lets the user in',
      ],
      'apps/server/test/ways-in/who-may-call.test.ts': ['counts every route of this server to somebody'],
    },
  },
  {
    id: 'V6.3.5',
    asks: 'users are told of suspicious sign-ins',
    shownBy: {
      'packages/core/test/new-device.test.ts': [
        'tells the user by mail of a sign-in from a device that was not used before, and announces it',
        'by its name and address, while a session lives that it began, is not told of',
      ],
    },
    note: 'of those from a new device',
  },
  {
    id: 'V6.3.8',
    asks: 'nothing tells who has an account, time included',
    shownBy: {
      'apps/server/test/ways-in/enumeration.test.ts': [
        '%s answers the same for known and unknown addresses, however often it is asked',
      ],
      'apps/server/test/ways-in/enumeration-timing.test.ts': [
        '%s takes as long for unknown addresses as for known ones',
      ],
      'packages/flows/password/test/register-by-mail.test.ts': [
        'answers alike for new and taken addresses, and tells the owner',
      ],
    },
    note: 'registration needs `enumeration_safe`',
  },
  {
    id: 'V6.4.1',
    asks: 'first secrets are random, short-lived and used once',
    shownBy: {
      [magicCodes]: [
        'draws the first digit evenly, zero among them, and always six',
        'gives the note back with the right code, once',
      ],
      'packages/flows/orgs/test/invites.test.ts': ['invites by mail, and the invited joins once'],
    },
  },
  {
    id: 'V6.4.3',
    asks: 'a reset steps around no second factor',
    shownBy: {
      'packages/flows/password/test/reset.test.ts': [
        'steps around no second factor',
        'of 60 who use one link in parallel exactly one sets the password',
      ],
      'apps/server/test/browser/mail-pages.test.ts': ['gives no session to somebody who owes a second factor'],
    },
  },
  {
    id: 'V6.4.4',
    asks: 'a lost factor is replaced by proof alone',
    shownBy: {
      'packages/flows/totp/test/backup-codes.test.ts': [
        'takes each backup code once, however it is typed, and tells how many are left',
        'makes none without proof',
      ],
      'packages/flows/totp/test/disable.test.ts': ['stays on without proof', 'turns off by a backup code'],
    },
    note: 'who lost both asks the operator',
  },
  {
    id: 'V6.5.1',
    asks: 'one-time codes count once',
    shownBy: {
      'packages/flows/totp/test/login.test.ts': [
        'takes a code once among 50 callers on two servers, each with a challenge of their own',
        'takes no code again, nor one of an earlier step, also when the clock was set back',
      ],
      'packages/flows/totp/test/backup-codes.test.ts': [
        'gives exactly one of 10 callers with one backup code a session, on two servers',
      ],
      'apps/server/test/ways-in/two-servers-codes.test.ts': [
        'a code by mail signs in one of 200',
        'a link signs in one of 200',
      ],
    },
  },
  {
    id: 'V6.5.3',
    asks: 'codes and seeds come from a CSPRNG',
    shownBy: {
      'packages/flows/totp/src/backup-code.test.ts': ['uses each of 32 letters equally often at each place: 50 bits'],
      'packages/flows/totp/src/verify-totp.test.ts': [
        'makes secrets for %s of %d base32 characters, none of them twice',
      ],
      [magicCodes]: ['draws the first digit evenly, zero among them, and always six'],
    },
  },
  {
    id: 'V6.5.4',
    asks: 'codes have 20 bits at least',
    shownBy: {
      'packages/flows/totp/src/backup-code.test.ts': ['uses each of 32 letters equally often at each place: 50 bits'],
      [magicCodes]: ['draws the first digit evenly, zero among them, and always six'],
    },
  },
  {
    id: 'V6.5.6',
    asks: 'a factor can be revoked',
    shownBy: {
      'packages/flows/totp/test/disable.test.ts': ['turns off by a code, and everything that stood in for it goes too'],
      'packages/flows/totp/test/trusted-devices.test.ts': ['revokes one, and not that of another user'],
    },
  },
  {
    id: 'V6.6.2',
    asks: 'a code belongs to the request it was made for',
    shownBy: {
      [magicCodes]: ['keeps a digest that is bound to address and purpose'],
      'packages/flows/magic-code/test/sign-in-code.test.ts': [
        'takes no code of one address for another, and none that verifies for one that signs in',
        'voids the code before',
      ],
    },
  },
  {
    id: 'V6.6.3',
    asks: 'codes cannot be guessed',
    shownBy: {
      'apps/server/test/defences/production-manifest.test.ts': ['limits sending of codes to 5 a minute'],
      'packages/flows/magic-code/test/sign-in-code.test.ts': [
        'judges at most five of 200 parallel guesses, and the right one among them only in time',
        'judges ten wrong codes of an address in an hour, over all codes and purposes, and none after them',
        'refuses the right code after five wrong ones, until another is sent',
      ],
    },
  },
  {
    id: 'V6.8.1',
    asks: 'no provider can speak for the users of another',
    shownBy: {
      'packages/flows/oauth/test/linking.test.ts': ['keeps one subject at two providers apart'],
      'packages/testkit/src/accounts/link-cases.ts': [
        'link: one subject at two providers is two accounts, which two users may have',
      ],
    },
  },
  {
    id: 'V6.8.2',
    asks: 'assertions without a valid signature are refused',
    shownBy: {
      'packages/flows/oauth/test/hostile.test.ts': ['signs nobody in by an id_token with %s'],
      'packages/flows/jwt/src/verify.test.ts': ['refuses alg %j, signed or not'],
    },
  },
  {
    id: 'V6.8.4',
    asks: 'a provider’s word counts for no more than it says',
    shownBy: {
      'packages/flows/oauth/test/sign-in.test.ts': [
        'answers a second factor that is owed with a challenge, in both forms',
      ],
    },
    writtenIn: ['SECURITY.md#ways-in'],
    note: 'a provider counts as one factor, whatever its `acr` says',
  },
]
