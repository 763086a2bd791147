import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'
import { publicIp, startServer } from '../test/local-server.ts'

function runScript(name: string, url: string, env: NodeJS.ProcessEnv): Promise<{ stdout: string }> {
  const script = fileURLToPath(new URL(`../test/${name}`, import.meta.url))
  const args = ['--conditions=@pylon/source', '--disable-warning=ExperimentalWarning', script, url]
  return promisify(execFile)(process.execPath, args, { env, timeout: 8_000 })
}

it('does not take the proxy that the environment names, for it would connect to what nobody checked', async () => {
  const target = await startServer((_, response) => response.setHeader('Connection', 'close').end('target'))
  const proxy = await startServer((_, response) => response.setHeader('Connection', 'close').end('proxy'))
  proxy.server.on('connect', (_, socket) => {
    socket.write('HTTP/1.1 200 OK\r\n\r\n')
    socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\nproxy'))
  })
  const address = `http://127.0.0.1:${proxy.port}`
  const env = { NODE_USE_ENV_PROXY: '1', HTTP_PROXY: address, HTTPS_PROXY: address, ALL_PROXY: address, NO_PROXY: '' }
  const { stdout } = await runScript('behind-proxy.ts', `http://${publicIp}:${target.port}/`, env)
  expect(JSON.parse(stdout)).toEqual({ platform: 'proxy', guarded: ['target', 'target', 'target'] })
})

it('does not keep a process alive for a body that nobody reads', async () => {
  const target = await startServer((_, response) => response.end('target'))
  const { stdout } = await runScript('unread-body.ts', `http://${publicIp}:${target.port}/`, {})
  expect(stdout).toBe('200\n')
})
