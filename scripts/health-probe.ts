// Asks a server for its health again and again, from a process of its own, and tells how long the answers took.
const [, , url] = process.argv
const times: number[] = []
let isStopped = false
process.on('message', () => {
  isStopped = true
})
process.send?.('ready')

while (!isStopped) {
  const startedAt = performance.now()
  const response = await fetch(`${url}/health`)
  await response.text()
  times.push(response.ok ? performance.now() - startedAt : Number.POSITIVE_INFINITY)
}

times.sort((a, b) => a - b)
const at = (share: number): number => Math.round(times[Math.floor((times.length - 1) * share)] ?? 0)
process.send?.({ answers: times.length, p50Ms: at(0.5), p99Ms: at(0.99), maxMs: at(1) })
process.disconnect()
