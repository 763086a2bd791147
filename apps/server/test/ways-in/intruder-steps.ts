import { generateTotpCode } from '@pylon/totp'
import type { Intruder } from './intruder.ts'
import { type Mailbox, tokenIn } from './mails.ts'
import type { OidcStandIn } from './oidc-stand-in.ts'

/** What was there before the intruder came. */
export interface Scene {
  readonly victimId: string
  readonly orgId: string
  readonly totpSecret: string
  /** A link to a new address, which the victim had asked for. */
  readonly changeToken: string
  readonly newEmail: string
  /** Of somebody else who has a second factor too. */
  readonly otherTotpSecret: string
  readonly otherBackupCode: string
  readonly mailbox: Mailbox
  readonly provider: OidcStandIn
}

export const eve = { email: 'eve@example.com', password: 'the password of eve' }
export const victimAtProvider = 'victim-at-acme'

export type Step = (intruder: Intruder, scene: Scene) => Promise<unknown>

/** Every call that has to do with signing in, each with what its sender has gathered by then. */
export const steps: Readonly<Record<string, Step>> = {
  password: ({ loot, send }) =>
    send('password', 'POST', '/password/login', { email: loot.email, password: loot.password }),
  async code({ loot, send }) {
    const { body } = await send('code', 'POST', '/magic/send', { email: loot.email })
    return send('code', 'POST', '/magic/verify', { email: loot.email, code: body.dev_code ?? '000000' })
  },
  async link({ loot, send }) {
    const { body } = await send('link', 'POST', '/magic-link/send', { email: loot.email })
    return send('link', 'POST', '/magic-link/verify', { token: tokenIn(body.dev_url) })
  },
  async reset({ loot, send, learn }, { mailbox }) {
    await send('reset', 'POST', '/password/reset/request', { email: loot.email })
    const password = `${loot.password} again`
    const body = { token: tokenIn((await mailbox.lastTo(loot.email, /pylonr_/)).text), new_password: password }
    const { status } = await send('reset', 'POST', '/password/reset/complete', body)
    if (status === 200) learn({ password })
  },
  async provider({ send }, { provider }) {
    const { body } = await send('provider', 'GET', '/login/acme?callback=/done')
    const email = 'victim@example.com'
    return send('provider', 'POST', '/callback/acme', provider.approve(body.redirect, { sub: victimAtProvider, email }))
  },
  async 'change of address'({ send, learn }, { changeToken, newEmail }) {
    const { status } = await send('change', 'POST', '/email/change/confirm', { token: changeToken })
    if (status === 200) learn({ email: newEmail })
  },
  'wrong code': ({ call, newest }, { totpSecret }) =>
    call('wrong code', '/totp/login', { code: wrongCode(totpSecret), challenge: newest('challenge') }),
  async "somebody else's code"({ call, newest }, { otherTotpSecret, otherBackupCode }) {
    const challenge = newest('challenge')
    for (const code of [codeNow(otherTotpSecret), otherBackupCode]) {
      await call('other code', '/totp/login', { code, challenge, trust_device: true })
    }
  },
  async enrolment({ call }) {
    const answers = await call('enrolment', '/totp/setup')
    const secret = answers.map(({ body }) => body.secret).find(text => typeof text === 'string')
    if (secret !== undefined) await call('enrolment', '/totp/verify', { code: codeNow(secret) })
    await call('enrolment', '/totp/disable', { code: '000000' })
    await call('enrolment', '/totp/backup-codes', { code: '000000' })
  },
  async verification({ call }) {
    const answers = await call('verification', '/email/send-verification')
    const code = answers.map(({ body }) => body.dev_code).find(text => typeof text === 'string') ?? '000000'
    await call('verification', '/email/verify', { code })
  },
  'other account': ({ send }) => send('eve', 'POST', '/password/login', eve),
  guest: ({ send }) => send('guest', 'POST', '/guest', {}),
  refresh: ({ call }) => call('refresh', '/refresh'),
  reauth: ({ call, loot }) => call('reauth', '/reauth', { password: loot.password }),
  'new password': ({ call, loot }) =>
    call('new password', '/password/change', { current_password: loot.password, new_password: 'a newer password' }),
  'api key': ({ call }) => call('api key', '/api-keys', { name: 'key', user_id: 'victim' }),
  jwt: ({ call }) => call('jwt', '/jwt'),
  organization: ({ call }, { orgId }) => call('organization', '/select-org', { orgId }),
  async minting({ call, newest }, { victimId }) {
    await call('minting', '/session', { user_id: victimId })
    await call('minting', '/upgrade', { token: newest('guest') ?? newest('token') ?? '', user_id: victimId })
  },
}

export const codeNow = (secret: string, stepsLater = 0): string =>
  generateTotpCode({ secret, now: Math.floor(Date.now() / 1000) + 30 * stepsLater })

/** The code of the step before this one, at a time when it is still accepted for a while. */
export async function earlierCode(secret: string): Promise<string> {
  while (Math.floor(Date.now() / 1000) % 30 > 26) await new Promise(resolve => setTimeout(resolve, 100))
  return codeNow(secret, -1)
}

function wrongCode(secret: string): string {
  const right = [-2, -1, 0, 1, 2].map(step => codeNow(secret, step))
  return ['000000', '111111', '222222', '333333', '444444', '555555'].find(code => !right.includes(code)) ?? ''
}
