import { ConfigError, type RevocationChannel } from '@pylon/core'
import { sharedServices, startPostgres } from '@pylon/test-services'
import { Pool } from 'pg'
import { expect, it, onTestFinished } from 'vitest'
import { expectRefusals, outcomeOf, startOwnServer } from '../test/disturbed-server.ts'
import { freshSchema } from '../test/fresh-schema.ts'
import { postgresRevocationChannel } from './revocation-channel.ts'

const { postgresUrl } = sharedServices()

it('carries every message to every server, the one that sent it among them, in order and as it was', async () => {
  const schema = freshSchema()
  const [one, other] = [await open(postgresUrl, { schema }), await open(postgresUrl, { schema })]
  const heard = [one, other].map(listenTo)
  const messages = [
    '',
    'plain',
    'quotes \' " \\',
    'with\0NUL',
    '漢字 \u{1f512}',
    ...Array.from({ length: 100 }, (_, at) => `${at}`),
  ]
  await Promise.all(messages.map(message => one.publish(message)))
  await expect.poll(() => heard).toEqual([messages, messages])
  await other.publish('back')
  await expect.poll(() => heard.map(list => list.at(-1))).toEqual(['back', 'back'])
})

it('keeps schemas and names apart', async () => {
  const schema = freshSchema()
  const [ours, theirs] = [await open(postgresUrl, { schema }), await open(postgresUrl, { schema: freshSchema() })]
  const named = await open(postgresUrl, { schema, name: 'another' })
  const heard = [ours, theirs, named].map(listenTo)
  await ours.publish('ours')
  await theirs.publish('theirs')
  await named.publish('named')
  await expect.poll(() => heard).toEqual([['ours'], ['theirs'], ['named']])
})

it('takes the settings of a pool, its password among them', async () => {
  const pool = new Pool({ connectionString: postgresUrl })
  onTestFinished(() => pool.end())
  const { username, password, hostname, port } = new URL(postgresUrl)
  const apart = new Pool({ user: username, password, host: hostname, port: Number(port), database: 'postgres' })
  onTestFinished(() => apart.end())
  const schema = freshSchema()
  for (const target of [pool, apart]) {
    const channel = await open(target, { schema })
    const heard = listenTo(channel)
    await channel.publish('word')
    await expect.poll(() => heard).toEqual(['word'])
  }
})

it('refuses more than 7,500 bytes, and takes 7,500', async () => {
  const channel = await open(postgresUrl, { schema: freshSchema() })
  const heard = listenTo(channel)
  await expect(channel.publish('é'.repeat(3_751))).rejects.toThrow(RangeError)
  await channel.publish('é'.repeat(3_750))
  await expect.poll(() => heard).toEqual(['é'.repeat(3_750)])
})

it('is down while the server is away, says so when it publishes, and comes back by itself', async () => {
  const server = await startOwnServer()
  const channel = await open(server.url)
  const heard = listenTo(channel)
  await server.kill()
  await expect.poll(() => channel.isUp).toBe(false)
  await expect(channel.publish('lost')).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' })
  await server.restart()
  await expect.poll(() => channel.isUp, { timeout: 5_000 }).toBe(true)
  await channel.publish('heard')
  await expect.poll(() => heard).toEqual(['heard'])
})

it('a server that does not answer is noticed within three seconds, and publishing fails in one', async () => {
  const server = await startOwnServer()
  const channel = await open(server.url)
  const heard = listenTo(channel)
  server.pause()
  const words = Array.from({ length: 2_000 }, (_, at) => outcomeOf(() => channel.publish(`lost ${at}`)))
  expectRefusals(await Promise.all(words))
  await expect.poll(() => channel.isUp, { timeout: 3_000 }).toBe(false)
  server.resume()
  await expect.poll(() => channel.isUp, { timeout: 5_000 }).toBe(true)
  await channel.publish('heard')
  await expect.poll(() => heard.at(-1)).toBe('heard')
})

it('an idle channel notices a server that does not answer within three seconds', async () => {
  const server = await startOwnServer()
  const channel = await open(server.url)
  server.pause()
  await expect.poll(() => channel.isUp, { timeout: 3_000 }).toBe(false)
})

it('a connection that the operator ends is replaced', async () => {
  const server = await startPostgres()
  onTestFinished(() => server.stop())
  const channel = await open(server.url)
  const operator = new Pool({ connectionString: server.url, max: 1 })
  await operator.query(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE '%pg_listening_channels%' AND pid <> pg_backend_pid()",
  )
  await operator.end()
  await expect.poll(() => channel.isUp, { interval: 5 }).toBe(false)
  await expect.poll(() => channel.isUp, { timeout: 5_000 }).toBe(true)
})

it('after close it is down, publishes nothing and hears nothing', async () => {
  const schema = freshSchema()
  const [closed, other] = [await open(postgresUrl, { schema }), await open(postgresUrl, { schema })]
  const heard = listenTo(closed)
  await Promise.all([closed.close(), closed.close()])
  expect(closed.isUp).toBe(false)
  await expect(closed.publish('word')).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' })
  const others = listenTo(other)
  await other.publish('word')
  await expect.poll(() => others).toEqual(['word'])
  expect(heard).toEqual([])
})

it.each([{ schema: '' }, { name: '' }, { name: 'x'.repeat(60) }, { name: 'a\0b' }])('refuses %o', options => {
  expect(() => postgresRevocationChannel(postgresUrl, options)).toThrow(ConfigError)
})

it('refuses what is no URL', () => {
  expect(() => postgresRevocationChannel('localhost')).toThrow(ConfigError)
})

async function open(target: string | Pool, options: object = {}): Promise<RevocationChannel> {
  const channel = postgresRevocationChannel(target, options)
  onTestFinished(() => channel.close())
  await expect.poll(() => channel.isUp, { timeout: 5_000 }).toBe(true)
  return channel
}

function listenTo(channel: RevocationChannel): string[] {
  const heard: string[] = []
  channel.subscribe(message => heard.push(message))
  return heard
}
