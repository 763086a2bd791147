import type { StoreBundle } from '@pylon/core'
import { memoryStores } from '@pylon/core/memory'
import { type Composed, composeServer, secret } from './composed.ts'
import { browserHeaders, type Loot } from './intruder.ts'
import { codeNow, earlierCode, eve, type Scene, victimAtProvider } from './intruder-steps.ts'
import { openMailbox, tokenIn } from './mails.ts'
import type { OidcStandIn } from './oidc-stand-in.ts'
import { isWrite, type StoreCall, type WatchedStores, watchStores } from './watched-stores.ts'

export interface SetScene extends Composed, Scene {
  readonly watched: WatchedStores
  /** What was written to make the stores what they are at the beginning. */
  readonly writes: readonly StoreCall[]
  readonly loot: Loot
  /** Of the victim, unused. */
  readonly backupCode: string
}

const victim = { email: 'victim@example.com', password: 'the password of the victim' }
const jwtEnv = { PYLON_JWT_SECRET: 'jwt-secret-of-at-least-32-characters', PYLON_JWT_ISSUER: 'https://app.example.com' }
const newEmail = 'victim-elsewhere@example.com'

/**
 * A victim with a password, a verified address, a linked account, an organization, a change of address under way and a
 * second factor, nowhere signed in; somebody without a second factor; and a browser that a third one trusts.
 */
export async function setScene(provider: OidcStandIn): Promise<SetScene> {
  const watched = watchStores()
  const stores: StoreBundle = memoryStores()
  watched.place(stores)
  const composed = await composeServer(watched.stores, { ...jwtEnv, PYLON_DEV_MODE: '1', ...provider.env })
  const { call } = composed
  const mailbox = openMailbox(watched.stores.outbox, secret)

  const { body: registered } = await call('POST', '/password/register', { body: victim })
  const bearer: string = registered.token
  const verification = await call('POST', '/email/send-verification', { bearer })
  await call('POST', '/email/verify', { bearer, body: { code: verification.body.dev_code } })
  const begun = await call('POST', '/accounts/acme/link', { bearer, body: { callback: '/done' } })
  const answer = provider.approve(begun.body.redirect, { sub: victimAtProvider, email: victim.email })
  await call('POST', '/callback/acme', { bearer, body: answer })
  const { body: org } = await call('POST', '/orgs', { bearer, body: { name: 'Acme' } })
  await call('POST', '/email/change/request', { bearer, body: { new_email: newEmail } })
  const changeToken = tokenIn((await mailbox.lastTo(newEmail, /pylone_/)).text)
  const factor = await enrol(composed, bearer)
  await call('DELETE', '/sessions', { bearer })

  await call('POST', '/password/register', { body: eve })
  const trusting = await trustingBrowser(composed)
  return {
    ...composed,
    ...{ watched, mailbox, provider, changeToken, newEmail },
    writes: watched.calls().filter(isWrite),
    loot: { ...victim, secrets: [], cookies: trusting.cookies },
    victimId: registered.user_id,
    orgId: org.id,
    ...{ totpSecret: factor.totpSecret, backupCode: factor.backupCode },
    ...{ otherTotpSecret: trusting.totpSecret, otherBackupCode: trusting.backupCode },
  }
}

interface Factor {
  readonly totpSecret: string
  readonly backupCode: string
}

async function enrol({ call }: Composed, bearer: string): Promise<Factor> {
  const { body: setup } = await call('POST', '/totp/setup', { bearer, body: {} })
  const { body } = await call('POST', '/totp/verify', { bearer, body: { code: await earlierCode(setup.secret) } })
  return { totpSecret: setup.secret, backupCode: body.backup_codes[0] }
}

/** A browser in which somebody with a second factor signed in, and which owes theirs no more. */
async function trustingBrowser(composed: Composed): Promise<Factor & Pick<Loot, 'cookies'>> {
  const mallory = { email: 'mallory@example.com', password: 'the password of mallory' }
  const { body: registered } = await composed.call('POST', '/password/register', { body: mallory })
  const factor = await enrol(composed, registered.token)
  const { body: login } = await composed.call('POST', '/password/login', { body: mallory })
  const body = { challenge: login.challenge, code: codeNow(factor.totpSecret), trust_device: true }
  const finished = await composed.call('POST', '/totp/login', { body })
  const name = 'pylon_trusted_device'
  const line = finished.setCookies.find(cookie => cookie.startsWith(`${name}=`)) ?? ''
  const cookies = { [name]: line.split(';', 1)[0]?.slice(name.length + 1) ?? '' }
  const again = await composed.call('POST', '/password/login', { headers: browserHeaders(cookies), body: mallory })
  if (again.body.token === undefined) throw new Error('the browser is not trusted')
  return { ...factor, cookies }
}
