/** Loaded into a server process: SIGUSR2 sets its clock ahead, past the time in which it asks nobody for keys twice. */
const aheadMs = 31_000

const trueNow = Date.now
process.once('SIGUSR2', () => {
  Date.now = () => trueNow() + aheadMs
  console.error('the clock is set ahead')
})

export {}
