// Writes to a file until the disk, here the limit of the file's size, is full; prints what became of it.
import { fileSink } from '../src/sinks/file/file-sink.ts'
import { entries, testRows } from './make-log.ts'

process.on('SIGXFSZ', () => {}) // a full disk sends no signal
const [path = ''] = process.argv.slice(2)
const rows = testRows(40)
const sink = fileSink({ path })

let written = 0
try {
  for (; written < rows.length; written += 5) await sink.write(entries(rows.slice(written, written + 5)))
  console.log(JSON.stringify({ rows, failed: null, written }))
} catch (error) {
  const code = error instanceof Error && 'code' in error ? error.code : String(error)
  console.log(JSON.stringify({ rows, failed: code, written }))
}
