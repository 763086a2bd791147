import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { type Call, clientOf } from '../client.ts'
import { cheapHashesIn } from '../faults/cheap-hashes.ts'
import { type ServerProcess, startProcess } from '../process.ts'
import { codeIn, tokenIn } from './mails.ts'
import { type SmtpSink, startSmtpSink } from './smtp-sink.ts'

/** More than are sent at a time: some are claimed when the server dies, and some wait. */
const addresses = Array.from({ length: 8 }, (_, at) => `address${at}@example.com`)
const twice = 'twice@example.com'

let sink: SmtpSink
let folder: string
let server: ServerProcess
beforeEach(async () => {
  sink = await startSmtpSink()
  folder = cheapHashesIn()
  server = await start()
})
afterEach(async () => {
  await server.stop()
  await sink.stop()
})

it('sends every mail that was promised before a kill, while the mail server kept the connection waiting', async () => {
  sink.holds = 'greeting'
  await promiseMails()
  await expect.poll(() => sink.counts.connections, { timeout: 10_000 }).toBeGreaterThan(0)
  await server.stop('SIGKILL')
  expect(sink.mails).toEqual([])

  sink.holds = 'nothing'
  const call = await restart()
  await expectAllArrived()
  for (const address of addresses) expect(sink.mails.filter(({ to }) => to === address)).toHaveLength(1)
  await expectCodesToWork(call)
  await expectLastLinkToWork(call)
})

it('sends mails again whose arrival was never confirmed, under the same id and with the same code', async () => {
  sink.holds = 'confirmation'
  await promiseMails()
  await expect.poll(() => sink.mails.length, { timeout: 10_000 }).toBeGreaterThan(0)
  const [unconfirmed] = sink.mails
  await server.stop('SIGKILL')

  sink.holds = 'nothing'
  const call = await restart()
  await expectAllArrived()
  const again = () => sink.mails.filter(({ messageId }) => messageId === unconfirmed?.messageId)
  await expect.poll(() => again().length, { timeout: 20_000 }).toBe(2)
  expect(new Set(again().map(({ text }) => text)).size).toBe(1)
  await expectCodesToWork(call)
  await expectLastLinkToWork(call)
})

const start = (): Promise<ServerProcess> => startProcess({ ...sink.env, PYLON_LOG: 'warn' }, folder)

/** Asks for a code for each address, and for two links for one: the first of them is void then. */
async function promiseMails(): Promise<void> {
  const call = clientOf(server.url)
  const asked = addresses.map(email => call('POST', '/magic/send', { body: { email } }))
  for (const answer of await Promise.all(asked)) expect(answer.status).toBe(200)
  for (let count = 0; count < 2; count += 1) {
    expect((await call('POST', '/magic-link/send', { body: { email: twice } })).status).toBe(200)
  }
}

/** As a minute later: what the dead server had claimed is nobody's any more. */
async function restart(): Promise<Call> {
  const database = new Database(join(folder, 'data', 'pylon.db'))
  const { changes } = database.prepare('UPDATE pylon_outbox SET due_at = due_at - 60').run()
  database.close()
  expect(changes).toBe(addresses.length + 1)
  server = await start()
  return clientOf(server.url)
}

async function expectAllArrived(): Promise<void> {
  const arrived = () => [...new Set(sink.mails.map(({ to }) => to))].sort()
  await expect.poll(arrived, { timeout: 20_000 }).toEqual([...addresses, twice].sort())
}

/** Every code that arrived for an address is the same one; it signs in, and only once. */
async function expectCodesToWork(call: Call): Promise<void> {
  for (const email of addresses) {
    const codes = new Set(sink.mails.filter(({ to }) => to === email).map(({ text }) => codeIn(text)))
    expect(codes.size).toBe(1)
    const body = { email, code: [...codes][0] }
    expect((await call('POST', '/magic/verify', { body })).status).toBe(200)
    expect((await call('POST', '/magic/verify', { body })).code).toBe('INVALID_CODE')
  }
}

async function expectLastLinkToWork(call: Call): Promise<void> {
  const tokens = [...new Set(sink.mails.filter(({ to }) => to === twice).map(({ text }) => tokenIn(text)))]
  const outcomes: number[] = []
  for (const token of tokens) {
    outcomes.push((await call('POST', '/magic-link/verify', { body: { token } })).status)
  }
  expect(outcomes.filter(status => status === 200)).toHaveLength(1)
}
