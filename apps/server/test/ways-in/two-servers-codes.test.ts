import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Answer, type Call, clientOf } from '../client.ts'
import { cheapHashesIn } from '../faults/cheap-hashes.ts'
import { type ServerProcess, startProcess } from '../process.ts'
import { newStorage } from '../storage.ts'
import { codeNow, earlierCode } from './intruder-steps.ts'
import { codeIn, tokenIn } from './mails.ts'
import { type SmtpSink, startSmtpSink } from './smtp-sink.ts'

const atOnce = 200
const adminToken = 'operator-token-of-at-least-32-characters'

/** How often the database was too busy. */
let busy = 0
let sink: SmtpSink
let servers: readonly ServerProcess[]
let calls: readonly [Call, Call]
beforeAll(async () => {
  sink = await startSmtpSink()
  const folder = cheapHashesIn()
  const env = { ...(await newStorage()), ...sink.env, PYLON_ADMIN_TOKEN: adminToken, PYLON_LOG: 'error' }
  const [first, second] = [await startProcess(env, folder), await startProcess(env, folder)]
  servers = [first, second]
  calls = [clientOf(first.url), clientOf(second.url)]
})
afterAll(async () => {
  if (busy > 0) console.log(`${busy} times a busy database was answered for`)
  for (const server of servers) {
    expect(server.stderr()).not.toContain('"level":"error"')
    await server.stop()
  }
  await sink.stop()
})

it('a code by mail signs in one of 200', async () => {
  const email = 'code@example.com'
  await first('POST', '/magic/send', { body: { email } })
  const code = codeIn(await sink.textTo(email, /./))
  await expectOneWinner(call => call('POST', '/magic/verify', { body: { email, code } }), [401, 429])
})

it('a link signs in one of 200', async () => {
  await first('POST', '/magic-link/send', { body: { email: 'link@example.com' } })
  const token = tokenIn(await sink.textTo('link@example.com', /./))
  await expectOneWinner(call => call('POST', '/magic-link/verify', { body: { token } }), [401])
})

it('a reset sets one password of 200, and the one it set is the one that counts', async () => {
  const { email } = await register('reset')
  await first('POST', '/password/reset/request', { body: { email } })
  const token = tokenIn(await sink.textTo(email, /./))
  const passwordOf = (at: number): string => `a new password, number ${at}`
  const answers = await expectOneWinner(
    (call, at) => call('POST', '/password/reset/complete', { body: { token, new_password: passwordOf(at) } }),
    [401],
  )
  const winner = answers.findIndex(({ status }) => status === 200)
  if (winner === -1) return // the database was too busy for the winner's session
  const { status } = await second('POST', '/password/login', { body: { email, password: passwordOf(winner) } })
  expect(status).toBe(200)
})

it('an invite is accepted by one of 200', async () => {
  const owner = await register('owner')
  const email = 'invited@example.com'
  await first('POST', '/magic/send', { body: { email } })
  const code = codeIn(await sink.textTo(email, /./))
  const { body: invited } = await first('POST', '/magic/verify', { body: { email, code } })
  const { body: org } = await first('POST', '/orgs', { bearer: owner.token, body: { name: 'Acme' } })
  await first('POST', `/orgs/${org.id}/invites`, { bearer: owner.token, body: { email } })
  const token = tokenIn(await sink.textTo(email, /pyloni_/))
  await expectOneWinner(call => call('POST', `/invites/${token}/accept`, { bearer: invited.token }), [404, 409])
  const { body: members } = await second('GET', `/orgs/${org.id}/members`, { bearer: owner.token })
  expect(members).toHaveLength(2)
})

it('a one-time code finishes one of 40 sign-ins, each tried five times', async () => {
  const user = await withSecondFactor('totp')
  const code = codeNow(user.totpSecret)
  await expectOneFinished(user, code)
})

it('a backup code finishes one of 40 sign-ins, each tried five times', async () => {
  const user = await withSecondFactor('backup')
  await expectOneFinished(user, user.backupCodes[0] ?? '')
})

it('one challenge that is answered 200 times gives one session', async () => {
  const user = await withSecondFactor('challenge')
  const challenge = (await first('POST', '/password/login', { body: user.login })).body.challenge
  const codes = [codeNow(user.totpSecret), ...user.backupCodes]
  await expectOneWinner(
    (call, at) => call('POST', '/totp/login', { body: { challenge, code: codes[at % codes.length] } }),
    [401, 429],
  )
})

const first: Call = (...parameters) => calls[0](...parameters)
const second: Call = (...parameters) => calls[1](...parameters)

async function expectOneWinner(
  redeem: (call: Call, at: number) => Promise<Answer>,
  refusals: readonly number[],
): Promise<readonly Answer[]> {
  const busyBefore = busy
  const answers = await Promise.all(
    Array.from({ length: atOnce }, (_, at) => untilAnswered(() => redeem(at % 2 === 0 ? first : second, at))),
  )
  const winners = answers.filter(({ status }) => status === 200)
  expect(winners.length).toBeLessThanOrEqual(1)
  // the one whose turn it was may have been told that the database is too busy; then the code is lost, never used twice
  if (busy === busyBefore) expect(winners).toHaveLength(1)
  const others = answers.filter(({ status }) => status !== 200).map(({ status }) => status)
  expect(others.filter(status => !refusals.includes(status))).toEqual([])
  return answers
}

/** Who is told that the database is too busy asks again. */
async function untilAnswered(redeem: () => Promise<Answer>): Promise<Answer> {
  for (;;) {
    const answer = await redeem()
    if (answer.code !== 'STORE_UNAVAILABLE') return answer
    busy += 1
  }
}

interface Registered {
  readonly email: string
  readonly token: string
  readonly login: { readonly email: string; readonly password: string }
}

async function register(name: string): Promise<Registered> {
  const login = { email: `${name}@example.com`, password: 'correct horse battery' }
  const { body } = await first('POST', '/password/register', { body: login })
  return { email: login.email, token: body.token, login }
}

interface Enrolled extends Registered {
  readonly totpSecret: string
  readonly backupCodes: readonly string[]
}

async function withSecondFactor(name: string): Promise<Enrolled> {
  const user = await register(name)
  const { body: setup } = await first('POST', '/totp/setup', { bearer: user.token, body: {} })
  const code = await earlierCode(setup.secret) // leaves the code of now unused
  const { body } = await second('POST', '/totp/verify', { bearer: user.token, body: { code } })
  return { ...user, totpSecret: setup.secret, backupCodes: body.backup_codes }
}

async function expectOneFinished({ login }: Enrolled, code: string): Promise<void> {
  const challenges: string[] = []
  while (challenges.length < atOnce / 5) {
    challenges.push((await first('POST', '/password/login', { body: login })).body.challenge)
  }
  await expectOneWinner(
    (call, at) => call('POST', '/totp/login', { body: { challenge: challenges[at % challenges.length], code } }),
    [401, 429],
  )
}
