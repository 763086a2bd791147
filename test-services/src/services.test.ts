import { connect } from 'node:net'
import { Redis } from 'ioredis'
import { expect, it, onTestFinished } from 'vitest'
import { sharedServices, startRedis, startTcpProxy } from './index.ts'

it('shares a Redis and a Redis Cluster of three masters', async () => {
  const { redisUrl, redisClusterPorts } = sharedServices()
  const clients = [new Redis(redisUrl), ...redisClusterPorts.map(port => new Redis(port))]
  for (const client of clients) expect(await client.ping()).toBe('PONG')
  expect(redisClusterPorts).toHaveLength(3)
  for (const client of clients) client.disconnect()
})

it('pauses, kills and restarts a server on the same port', async () => {
  const redis = await startRedis()
  onTestFinished(() => redis.stop())
  const client = new Redis(redis.url, { retryStrategy: () => 10 })
  client.on('error', () => {}) // the test breaks the connection
  onTestFinished(() => client.disconnect())
  await client.ping()
  redis.pause()
  let isAnswered = false
  const answer = client.ping().then(() => {
    isAnswered = true
  })
  await new Promise(resolve => setImmediate(resolve))
  expect(isAnswered).toBe(false)
  redis.resume()
  await answer
  const before = redis.pid
  await redis.restart()
  expect(redis.pid).not.toBe(before)
  await expect.poll(() => client.ping().catch(() => null)).toBe('PONG')
})

it('cuts and heals connections through the proxy', async () => {
  const redis = await startRedis()
  const proxy = await startTcpProxy(redis.port)
  onTestFinished(async () => {
    await proxy.stop()
    await redis.stop()
  })
  expect(await ping(proxy.port)).toBe('+PONG\r\n')
  proxy.cut()
  expect(await ping(proxy.port)).toBe('closed')
  proxy.heal()
  expect(await ping(proxy.port)).toBe('+PONG\r\n')
})

const ping = (port: number): Promise<string> =>
  new Promise(resolve => {
    const socket = connect(port, '127.0.0.1', () => socket.write('PING\r\n'))
    socket.once('data', data => {
      socket.destroy()
      resolve(String(data))
    })
    socket.once('error', () => {}) // followed by its close
    socket.once('close', () => resolve('closed'))
  })
