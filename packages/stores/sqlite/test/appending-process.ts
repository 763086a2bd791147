import { testAuditRow } from '@pylon/testkit'
import { sqliteStores } from '../src/index.ts'

// Appends to the audit log of a file until it is killed, and tells of each entry once it is stored.
const [file = ''] = process.argv.slice(2)
const { audit } = sqliteStores(file)

for (;;) {
  await audit.append(head => [testAuditRow(head)])
  const { seq } = await audit.head()
  process.send?.(seq)
}
