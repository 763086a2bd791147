import {
  type Clock,
  ConfigError,
  type Flow,
  type Keys,
  type Mailer,
  type OnEvent,
  type ReauthMethod,
  type Sessions,
  type SignIn,
  type StoreBundle,
  systemClock,
} from '@pylon/core'
import { createMagicCodes, type MagicCodes } from '../magic-codes.ts'
import { createMagicLinks, type MagicLinks } from '../magic-links.ts'
import { changePageRoute } from './change-page.ts'
import { confirmChangeRoute } from './confirm-change.ts'
import { changeTokenPrefix, linkTokenPrefix } from './link-content.ts'
import { linkPageRoute } from './link-page.ts'
import { createQuota, type Quota } from './quota.ts'
import { requestChangeRoute } from './request-change.ts'
import { sendCodeRoute } from './send-code.ts'
import { sendLinkRoute } from './send-link.ts'
import { sendVerificationRoute } from './send-verification.ts'
import { verifyCodeRoute } from './verify-code.ts'
import { verifyEmailRoute } from './verify-email.ts'
import { verifyLinkRoute } from './verify-link.ts'

export interface MagicCodeFlowOptions {
  readonly stores: Pick<StoreBundle, 'users' | 'oneTime' | 'counters' | 'transaction'>
  readonly sessions: Sessions
  readonly signIn: SignIn
  /** Digests the codes. */
  readonly keys: Keys
  /** Null: what needs mail answers `EMAIL_NOT_CONFIGURED`. */
  readonly mailer: Mailer | null
  /** Where this server is reached from outside; mailed links begin with it, whatever `Host` says. */
  readonly publicUrl: string
  /** Other origins to which a link may send the browser; default none. */
  readonly trustedOrigins?: readonly string[]
  /** As in `createApp`; default `/api/auth`. */
  readonly basePath?: string
  /** Shows codes and links in the answers (`dev_code`, `dev_url`); for development only. Default false. */
  readonly isDevMode?: boolean
  /** Judges the `current_password` of a change of address where one is given; default null: it is not looked at. */
  readonly passwordCheck?: ReauthMethod | null
  readonly clock?: Clock
  /**
   * Told of `magic.code_sent`, `magic.link_sent`, `sign_in.failed`, `user.registered`, `email.verification_sent`,
   * `email.verified`, `email.change_requested` and `email.changed`.
   */
  readonly onEvent?: OnEvent
}

/** What each route of this flow receives. */
export interface MagicCodeFlowParts extends Required<Omit<MagicCodeFlowOptions, 'keys' | 'basePath'>> {
  readonly codes: MagicCodes
  /** Those that sign in. */
  readonly links: MagicLinks
  /** Those that confirm a new address. */
  readonly changes: MagicLinks
  readonly quota: Quota
  /** The address of one of this flow's pages. */
  urlOf(path: string, token: string): string
}

/**
 * The routes around mailed codes and links: sign-in, verification of the address, and its change.
 *
 * Throws `ConfigError` for a public URL or a trusted origin that is none.
 *
 * @example
 * import { createApp, createKeys, createSessions, createSignIn, type Mailer } from '@pylon/core'
 * import { memoryStores } from '@pylon/core/memory'
 * import { magicCodeFlow } from '@pylon/magic-code/flow'
 *
 * const mailer: Mailer = { enqueue: async mail => console.log(mail.template, mail.values) }
 * const keys = createKeys({ secret: 'a long random application secret' })
 * const stores = memoryStores()
 * const sessions = createSessions({ store: stores.sessions })
 * const signIn = createSignIn({ stores, sessions })
 * const app = createApp({
 *   authenticators: [sessions.authenticator],
 *   flows: [magicCodeFlow({ stores, sessions, signIn, keys, mailer, publicUrl: 'https://id.example.com' })],
 * })
 */
export function magicCodeFlow({
  keys,
  publicUrl,
  trustedOrigins = [],
  basePath = '/api/auth',
  isDevMode = false,
  passwordCheck = null,
  clock = systemClock,
  onEvent = () => {},
  ...rest
}: MagicCodeFlowOptions): Flow {
  checkUrls(publicUrl, trustedOrigins)
  const { oneTime, counters } = rest.stores
  const parts: MagicCodeFlowParts = {
    ...rest,
    ...{ publicUrl, trustedOrigins, isDevMode, passwordCheck, clock, onEvent },
    codes: createMagicCodes({ oneTime, counters, keys, clock }),
    links: createMagicLinks({ oneTime, purpose: 'magic-link', prefix: linkTokenPrefix, lifetimeSecs: 900, clock }),
    changes: createMagicLinks({
      oneTime,
      purpose: 'email-change',
      prefix: changeTokenPrefix,
      lifetimeSecs: 86_400,
      clock,
    }),
    quota: createQuota(counters, clock),
    urlOf: (path, token) => `${new URL(publicUrl).href.replace(/\/$/, '')}${basePath}${path}?token=${token}`,
  }
  return {
    name: 'magic-code',
    routes: [
      sendCodeRoute(parts),
      verifyCodeRoute(parts),
      sendLinkRoute(parts),
      linkPageRoute(),
      verifyLinkRoute(parts),
      sendVerificationRoute(parts),
      verifyEmailRoute(parts),
      requestChangeRoute(parts),
      changePageRoute(),
      confirmChangeRoute(parts),
    ],
  }
}

function checkUrls(publicUrl: string, trustedOrigins: readonly string[]): void {
  const problems = [publicUrl, ...trustedOrigins]
    .filter(text => !/^https?:\/\/[^/?#]+[^?#]*$/i.test(text) || !URL.canParse(text))
    .map(
      text => `publicUrl, trustedOrigins: expected an http or https URL without query, found ${JSON.stringify(text)}`,
    )
  if (problems.length > 0) throw new ConfigError(problems)
}
