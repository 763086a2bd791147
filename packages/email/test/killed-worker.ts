import { createOutbox, createTemplates } from '../src/index.ts'
import { fileOutboxStore } from './file-outbox-store.ts'
import { testKeys } from './test-keys.ts'

/** Claims the mail in the file, tells so, and never comes back from sending it. */
const [, , path = '', now = ''] = process.argv

const outbox = createOutbox({
  store: fileOutboxStore(path),
  keys: testKeys(),
  templates: createTemplates({ appName: 'Acme' }),
  from: 'no-reply@acme.com',
  clock: () => Number(now),
  transport: {
    name: 'hanging',
    send: () => {
      process.stdout.write('sending\n')
      return new Promise(() => {})
    },
  },
})
await outbox.runOnce()
