import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { cheapHashesIn } from '../faults/cheap-hashes.ts'
import { type ServerProcess, startProcess } from '../process.ts'
import { everyFlow } from './every-flow.ts'
import { clientSecret, type OidcStandIn, startOidcStandIn } from './oidc-stand-in.ts'
import { bytesOf, createPlanted, type Planted, valuesOf } from './planted.ts'
import { type SmtpSink, smtpPassword, startSmtpSink } from './smtp-sink.ts'

const configured = {
  PYLON_ADMIN_TOKEN: 'operator-token-that-nobody-may-see-0123',
  PYLON_SECRET: 'application-secret-that-nobody-may-see',
  PYLON_SECRET_PREVIOUS: 'earlier-application-secret-nobody-may-see',
  PYLON_JWT_SECRET: 'jwt-secret-that-nobody-may-see-0123456789',
  PYLON_JWT_SECRET_PREVIOUS: 'earlier-jwt-secret-that-nobody-may-see-01',
}
const email = 'ada@example.com'
const password = 'correct horse battery of ada'

const walked = [
  ...['/password/register', '/password/login', '/password/change', '/password/reset/complete'],
  ...['/refresh', '/reauth', '/session', '/upgrade', '/guest', '/select-org', '/orgs', '/jwt', '/api-keys'],
  ...['/email/verify', '/magic/verify', '/magic-link/verify', '/email/change/confirm'],
  ...['/totp/verify', '/totp/login', '/callback/acme', '/oauth/refresh/acme'],
].map(path => `POST ${path}`)

let sink: SmtpSink
let provider: OidcStandIn
let server: ServerProcess
let folder: string
let planted: Planted
beforeAll(async () => {
  sink = await startSmtpSink()
  provider = await startOidcStandIn()
  folder = cheapHashesIn()
  // development lets the provider be one on this machine; mails go out by SMTP all the same
  server = await startProcess(
    {
      ...{ ...configured, ...sink.env, ...provider.env, PYLON_DEV_MODE: '1', PYLON_LOG: 'debug' },
      PYLON_JWT_ISSUER: 'https://app.example.com',
    },
    folder,
  )
  planted = createPlanted(server.url)
  for (const [name, value] of Object.entries(configured)) planted.plant(name, value)
  planted.plant('client secret', clientSecret)
  planted.plant('SMTP password', smtpPassword)
  await everyFlow({ server, planted, sink, provider, adminToken: configured.PYLON_ADMIN_TOKEN, email, password })
  for (const token of provider.handedOut) planted.plant('token of the provider', token)
})
afterAll(async () => {
  await server.stop()
  await sink.stop()
  provider.stop()
})

it('walks through every flow, and plants what each hands out', () => {
  expect(planted.count()).toBeGreaterThan(60)
  expect([...planted.succeeded]).toEqual(expect.arrayContaining([...walked]))
})

it('repeats no secret in any answer, refusals and lists among them', () => {
  expect(planted.repeated).toEqual([])
})

it('shows none in its log, at level debug', () => {
  expect(server.stderr()).toContain('"level":"debug"')
  expect(server.stderr()).toContain('password.reset_requested')
  expect(planted.seenIn(server.stderr() + server.stdout())).toEqual([])
})

it('puts none into the headers of mails, and into each mail only what it is for', () => {
  expect(sink.mails.length).toBeGreaterThan(5)
  const mailed = ['code', 'invite token', 'link token', 'reset token', 'change token']
  for (const { raw, text } of sink.mails) {
    expect(planted.seenIn(raw.slice(0, raw.indexOf('\r\n\r\n')))).toEqual([])
    expect(mailed).toEqual(expect.arrayContaining([...planted.seenIn(text)]))
    expect(planted.seenIn(text).length).toBeLessThanOrEqual(1)
  }
})

it('shows none in its metrics, its API description and its pages', async () => {
  const headers = { Authorization: `Bearer ${configured.PYLON_ADMIN_TOKEN}` }
  for (const path of ['/metrics', '/openapi.json', '/', '/docs', '/health', '/ready']) {
    const response = await fetch(server.url + path, { headers })
    expect([path, response.status]).toEqual([path, 200])
    expect(planted.seenIn(await response.text())).toEqual([])
  }
})

it('keeps digests and sealed values alone in its database, deleted rows and the log of writes included', async () => {
  const data = join(folder, 'data')
  const whileRunning = bytesOf(data)
  expect(whileRunning).toContain(email)
  expect(planted.seenIn(whileRunning).filter(name => !isShort(name))).toEqual([])
  expect(planted.seenIn(valuesOf(data))).toEqual([])
  await server.stop()
  expect(planted.seenIn(bytesOf(data)).filter(name => !isShort(name))).toEqual([])
  expect(planted.seenIn(server.stderr() + server.stdout())).toEqual([])
})

it('shows none in its log when the mail server refuses its password', async () => {
  const wrong = 'another-smtp-password-nobody-may-see'
  const url = (sink.env.PYLON_SMTP_URL ?? '').replace(smtpPassword, wrong)
  const other = await startProcess({ ...sink.env, PYLON_SMTP_URL: url, PYLON_LOG: 'debug' }, cheapHashesIn())
  const secrets = createPlanted(other.url)
  secrets.plant('SMTP password', wrong)
  await secrets.call('POST', '/magic/send', { body: { email } })
  await expect.poll(other.stderr, { timeout: 15_000 }).toContain('a mail could not be sent')
  expect(secrets.seenIn(other.stderr() + other.stdout())).toEqual([])
  await other.stop()
})

/** Six digits turn up among random bytes; the values of the tables are searched for them. */
const isShort = (name: string): boolean => name === 'code'
