import { expect } from 'vitest'
import type { ServerProcess } from '../process.ts'
import { codeNow, earlierCode } from './intruder-steps.ts'
import { codeIn, tokenIn } from './mails.ts'
import type { OidcStandIn } from './oidc-stand-in.ts'
import type { Planted } from './planted.ts'
import type { SmtpSink } from './smtp-sink.ts'
import { wrongPlaces } from './wrong-places.ts'

export interface Stage {
  readonly server: ServerProcess
  readonly planted: Planted
  readonly sink: SmtpSink
  readonly provider: OidcStandIn
  readonly adminToken: string
  /** Of the user who signs up. */
  readonly email: string
  readonly password: string
}

/** Each flow once as it should be, and with secrets in the wrong places. */
export async function everyFlow(stage: Stage): Promise<void> {
  const bearer = await signUpAndVerify(stage)
  const user = await changePassword(stage, bearer)
  await organizations(stage, user)
  await keysAndTokens(stage, user)
  await secondFactorSignIns(stage, user)
  await mailedSignIns(stage)
  await providerSignIn(stage)
  await operator(stage)
  await changeAddress(stage)
  await wrongPlaces(stage.planted, stage.email)
}

async function signUpAndVerify({ planted, sink, email, password }: Stage): Promise<string> {
  const { call, plant } = planted
  plant('password', password)
  const { body } = await call('POST', '/password/register', { body: { email, password } })
  await call('POST', '/email/send-verification', { bearer: body.token })
  const code = plant('code', codeIn(await sink.textTo(email, /[0-9]{6}/)))
  await call('POST', '/email/verify', { bearer: body.token, body: { code } })
  await call('POST', '/password/login', {
    body: { email, password: plant('wrong password', 'a wrong password of ada') },
  })
  const { body: refreshed } = await call('POST', '/refresh', { bearer: body.token })
  const { body: proved } = await call('POST', '/reauth', { bearer: refreshed.token, body: { password } })
  return proved.token
}

interface EnrolledUser {
  readonly bearer: string
  readonly password: string
  readonly totpSecret: string
  readonly backupCode: string
}

async function changePassword({ planted, ...stage }: Stage, bearer: string): Promise<EnrolledUser> {
  const { call, plant } = planted
  const password = plant('new password', 'another horse battery')
  const body = { current_password: stage.password, new_password: password }
  const { body: changed } = await call('POST', '/password/change', { bearer, body })
  const { body: setup } = await call('POST', '/totp/setup', { bearer: changed.token, body: {} })
  const code = await earlierCode(setup.secret)
  const { body: verified } = await call('POST', '/totp/verify', { bearer: changed.token, body: { code } })
  return { bearer: changed.token, password, totpSecret: setup.secret, backupCode: verified.backup_codes[0] }
}

async function organizations({ planted, sink }: Stage, { bearer }: EnrolledUser): Promise<void> {
  const { call, plant } = planted
  const { body: org } = await call('POST', '/orgs', { bearer, body: { name: 'Acme' } })
  const invited = 'invited@example.com'
  const { body: invite } = await call('POST', `/orgs/${org.id}/invites`, { bearer, body: { email: invited } })
  const token = plant('invite token', tokenIn(await sink.textTo(invited, /pyloni_/)))
  expect(invite.dev_token).toBe(token)
  await call('GET', `/orgs/${org.id}/invites`, { bearer })
  await call('POST', `/invites/${token}/accept`, { bearer })
  await call('POST', '/select-org', { bearer, body: { orgId: org.id } })
  for (const path of ['/orgs', `/orgs/${org.id}`, `/orgs/${org.id}/members`]) await call('GET', path, { bearer })
}

async function keysAndTokens({ planted }: Stage, { bearer }: EnrolledUser): Promise<void> {
  const { call } = planted
  const { body: key } = await call('POST', '/api-keys', { bearer, body: { name: 'ci', scopes: ['read'] } })
  await call('GET', '/me', { bearer: key.key })
  await call('GET', '/sessions', { bearer: key.key })
  await call('POST', `/api-keys/${key.id}/rotate`, { bearer, body: { grace_secs: 60 } })
  await call('GET', '/api-keys', { bearer })
  const { body: jwt } = await call('POST', '/jwt', { bearer })
  await call('GET', '/me', { bearer: jwt.token })
  await call('GET', '/sessions', { bearer: jwt.token })
  await call('GET', '/me', { bearer: `${jwt.token}x` })
  for (const path of ['/session', '/sessions', '/accounts', '/trusted-devices', '/me'])
    await call('GET', path, { bearer })
}

async function secondFactorSignIns({ planted, email }: Stage, user: EnrolledUser): Promise<void> {
  const { call, plant } = planted
  for (const code of [plant('code', codeNow(user.totpSecret)), user.backupCode, '000000']) {
    const { body } = await call('POST', '/password/login', { body: { email, password: user.password } })
    await call('POST', '/totp/login', { body: { challenge: body.challenge, code, trust_device: true } })
    await call('POST', '/totp/login', { bearer: body.challenge, body: { code } })
  }
}

async function mailedSignIns({ server, planted, sink }: Stage): Promise<void> {
  const { call, plant } = planted
  const address = 'grace@example.com'
  await call('POST', '/magic/send', { body: { email: address } })
  const code = plant('code', codeIn(await sink.textTo(address, /[0-9]{6}/)))
  await call('POST', '/magic/verify', { body: { email: address, code: '999999' } })
  await call('POST', '/magic/verify', { body: { email: address, code } })
  await call('POST', '/magic-link/send', { body: { email: address } })
  const link = plant('link token', tokenIn(await sink.textTo(address, /pylonl_/)))
  await fetch(`${server.url}/api/auth/magic-link/verify?token=${link}`)
  await call('POST', '/magic-link/verify', { body: { token: link } })
  await call('POST', '/magic-link/verify', { body: { token: link } })
  await call('POST', '/password/reset/request', { body: { email: address } })
  const reset = plant('reset token', tokenIn(await sink.textTo(address, /pylonr_/)))
  const newPassword = plant('reset password', 'a password after the reset')
  await call('POST', '/password/reset/complete', { body: { token: reset, new_password: 'short' } })
  await call('POST', '/password/reset/complete', { body: { token: reset, new_password: newPassword } })
}

async function providerSignIn({ planted, provider }: Stage): Promise<void> {
  const { call, plant } = planted
  for (const attempt of ['good', 'used', 'broken']) {
    const { body: begun } = await call('GET', '/login/acme?callback=/done&error_callback=/failed')
    const state = plant('state', begun.state)
    const answer = provider.approve(begun.redirect, { sub: 'grace-at-acme', email: 'grace@acme.example' })
    const code = plant('authorization code', attempt === 'broken' ? 'a-code-that-acme-refuses' : answer.code)
    const { body } = await call('POST', '/callback/acme', { body: { ...answer, code } })
    await call('POST', '/callback/acme', { body: { ...answer, code } })
    await call('GET', `/callback/acme?code=${code}&state=${state}`)
    if (body.token === undefined) continue
    await call('GET', '/accounts', { bearer: body.token })
    await call('POST', '/oauth/refresh/acme', { bearer: body.token })
  }
}

async function operator(stage: Stage): Promise<void> {
  const { call } = stage.planted
  const bearer = stage.adminToken
  const { body: guest } = await call('POST', '/guest')
  const users = await admin(stage, 'users')
  const [user] = users.users
  await call('POST', '/upgrade', { bearer, body: { token: guest.token, user_id: user.id } })
  await call('POST', '/session', { bearer, body: { user_id: user.id } })
  for (const path of [`users/${user.id}`, `users/${user.id}/sessions`, 'stats']) await admin(stage, path)
}

async function admin({ server, planted, adminToken }: Stage, path: string) {
  const headers = { Authorization: `Bearer ${adminToken}` }
  const response = await fetch(`${server.url}/api/admin/${path}`, { headers })
  const text = await response.text()
  expect([path, response.status]).toEqual([path, 200])
  expect(planted.seenIn(text)).toEqual([])
  return JSON.parse(text)
}

async function changeAddress({ planted, sink }: Stage): Promise<void> {
  const { call, plant } = planted
  const login = { email: 'grace@example.com', password: 'a password after the reset' }
  const { body } = await call('POST', '/password/login', { body: login })
  const change = { new_email: 'grace@example.org', current_password: login.password }
  await call('POST', '/email/change/request', { bearer: body.token, body: change })
  const token = plant('change token', tokenIn(await sink.textTo(change.new_email, /pylone_/)))
  await call('POST', '/email/change/confirm', { body: { token } })
  await call('POST', '/email/change/confirm', { body: { token } })
}
