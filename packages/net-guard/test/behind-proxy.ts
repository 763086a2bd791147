// Prints what each way out answers for the URL in the first argument, where the environment names a proxy.
import { createNetGuard } from '../src/net-guard.ts'
import { publicIp } from './local-server.ts'
import { plainWays } from './ways.ts'

const [url = ''] = process.argv.slice(2)
const guard = createNetGuard({ allowHosts: [`${publicIp}/32`], allowPorts: null })
const platform = await fetch(url).then(response => response.text())
const guarded = await Promise.all(plainWays.map(([, call]) => call(guard, url)))
console.log(JSON.stringify({ platform, guarded }))
process.exit()
