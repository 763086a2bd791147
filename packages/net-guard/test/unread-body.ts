// Prints the status of the URL in the first argument and leaves its body alone; has nothing else to do.
import { createNetGuard } from '../src/net-guard.ts'

const [url = ''] = process.argv.slice(2)
const guard = createNetGuard({ allowHosts: ['127.0.0.0/8'], allowPorts: null, timeoutSecs: 60 })
console.log((await guard.fetch(url)).status)
