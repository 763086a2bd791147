import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { answer } from './answer.ts'

// Just enough of a bridge to web requests for this test; servers use @pylon/node.
const server = createServer(async (req, res) => {
  const chunks: Buffer[] = []
  for await (const chunk of req) chunks.push(chunk)
  const { method = 'GET', headers, url } = req
  const body = chunks.length === 0 ? null : Buffer.concat(chunks)
  const response = await answer(
    new Request(`http://${headers.host}${url}`, { method, headers: headers as Record<string, string>, body }), // one of each
  )
  res.writeHead(response.status, [...response.headers].flat())
  res.end(Buffer.from(await response.arrayBuffer()))
})

server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo // it listens on TCP
  console.log(JSON.stringify({ port }))
})
