import { createServer } from 'node:net'
import { progress } from '../lib/progress.ts'
import { atMost, type Bench, millis, type Row } from '../lib/row.ts'
import { scriptPath, startServer } from '../lib/server-process.ts'
import { median, percentile } from '../lib/stats.ts'
import { withTempFolder } from '../lib/temp-folder.ts'

const sends = 400

/** `POST /magic/send` of the reference server on SQLite, while the mail server takes connections and says nothing. */
export const magicSend: Bench = {
  name: 'magic-send',
  run: () => withTempFolder(measure),
}

async function measure(folder: string): Promise<readonly Row[]> {
  const silent = createServer(() => {}).listen(0, '127.0.0.1')
  await new Promise(resolve => silent.once('listening', resolve))
  const address = silent.address()
  const smtpPort = typeof address === 'object' && address !== null ? address.port : 0
  const server = await startServer(
    scriptPath('../apps/server/dist/main.js'),
    {},
    {
      PYLON_PORT: '0',
      PYLON_STORE: `sqlite:${folder}/pylon.db`,
      PYLON_EMAIL_PROVIDER: 'smtp',
      PYLON_SMTP_URL: `smtp://127.0.0.1:${smtpPort}`,
      PYLON_LOG: 'error',
    },
  )
  progress(`${magicSend.name}: ${sends} addresses`)
  const times: number[] = []
  for (let at = 0; at < sends; at++) times.push(await sendTo(server.port, `user${at}@example.com`))
  await server.stop()
  silent.close()
  const middle = median(times)
  const absolute = `p99 ${millis(percentile(times, 0.99))}`
  return [{ bench: magicSend.name, name: 'answer while SMTP hangs', ...atMost(5, middle, millis), absolute }]
}

async function sendTo(port: number, email: string): Promise<number> {
  const startedAt = performance.now()
  const response = await fetch(`http://127.0.0.1:${port}/api/auth/magic/send`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ email }),
  })
  if (response.status !== 200) throw new Error(`magic/send answered ${response.status}`)
  await response.arrayBuffer()
  return performance.now() - startedAt
}
