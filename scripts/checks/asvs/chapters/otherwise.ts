import type { Exception } from '../requirement.ts'

export const otherwise: readonly Exception[] = [
  {
    ids: ['V3.3.4'],
    asks: 'session tokens are HttpOnly and travel in Set-Cookie alone',
    because: 'the cookie is HttpOnly; answers of sign-ins hold the token too, for clients that are no browser',
  },
  {
    ids: ['V6.1.2', 'V6.2.11'],
    asks: 'words of the context are no passwords',
    because: 'the address is refused, and 10,000 common passwords; there is no list of your own words',
  },
  {
    ids: ['V6.3.3'],
    asks: 'everybody signs in with several factors',
    because: 'everybody can, and who turned it on must; that all have to is a rule that your application makes',
  },
  {
    ids: ['V6.5.2'],
    asks: 'short codes are stored by a password hash with a salt',
    because:
      'HMAC-SHA-256 under a key that is not in the database, bound to user and purpose: a copy of the database gives none',
  },
  {
    ids: ['V6.5.5'],
    asks: 'codes by mail end after 10 minutes, TOTP after 30 seconds',
    because:
      'codes do; links live 15 minutes and resets 30 with 256 bits; TOTP takes the step before and after (`window`)',
  },
  {
    ids: ['V7.5.2'],
    asks: 'users see and end their sessions, after a proof',
    because: 'they do, without a fresh proof: ending a thief’s session must not wait',
  },
  {
    ids: ['V9.2.4'],
    asks: 'minted tokens name their audience',
    because: 'Pylon’s JWTs name the issuer alone: give services that must not share tokens secrets of their own',
  },
  {
    ids: ['V10.3.3'],
    asks: 'users of foreign tokens are known by issuer and subject',
    because: '`userIdPrefix` keeps issuers apart; without it they are trusted to agree on their users',
  },
  {
    ids: ['V11.2.3'],
    asks: '128 bits of security everywhere',
    because: 'RSA keys of 2048 bits count (112 bits): providers use them',
  },
  {
    ids: ['V14.2.1'],
    asks: 'nothing secret in URLs',
    because:
      'links in mails hold a token, once and for minutes; the page neither uses it up nor passes it on, and no query is logged',
  },
  {
    ids: ['V14.3.1'],
    asks: 'browsers forget what they kept at sign-out',
    because: 'the cookie goes and answers are not cached; what your scripts kept is yours to clear',
  },
]
