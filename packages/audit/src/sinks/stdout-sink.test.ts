import { PassThrough, Writable } from 'node:stream'
import { ConfigError } from '@pylon/core'
import { expect, it } from 'vitest'
import { entries, linesText, testRows } from '../../test/make-log.ts'
import { stdoutSink } from './stdout-sink.ts'

const records = entries(testRows(3))

it('writes a line for each record, and leaves the stream open', async () => {
  const stream = new PassThrough()
  const sink = stdoutSink({ stream })
  await sink.write(records.slice(0, 2))
  await sink.write(records.slice(2))
  await sink.close()
  expect(stream.read().toString()).toBe(linesText(records))
  expect(stream.writable).toBe(true)
})

it('calls nothing written before the stream has handed it on', async () => {
  let handOn = (): void => {}
  const stream = new Writable({
    highWaterMark: 1,
    write(_chunk, _encoding, callback) {
      handOn = callback
    },
  })
  let isWritten = false
  const writing = stdoutSink({ stream }).write(records)
  void writing.then(() => {
    isWritten = true
  })
  await new Promise(resolve => setImmediate(resolve))
  expect(isWritten).toBe(false)
  handOn()
  await writing
})

it('fails with a stream that fails, and does not end the process', async () => {
  const stream = new Writable({ write: (_chunk, _encoding, callback) => callback(new Error('EPIPE')) })
  const sink = stdoutSink({ stream })
  await expect(sink.write(records)).rejects.toThrow('EPIPE')
  await expect(sink.write(records)).rejects.toThrow()
  await sink.close()
})

it('takes nothing but a stream', () => {
  expect(() => stdoutSink({ stream: null as unknown as Writable })).toThrow(ConfigError)
})
