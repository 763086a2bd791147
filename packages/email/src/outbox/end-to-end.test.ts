import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it, onTestFinished } from 'vitest'
import { fileOutboxStore } from '../../test/file-outbox-store.ts'
import { codeMail, createHarness } from '../../test/outbox-harness.ts'
import { smtpRefusal, startSmtpInbox } from '../../test/smtp-inbox.ts'
import { smtpTransport } from '../transports/smtp.ts'

function transportTo(url: string) {
  const transport = smtpTransport({ url })
  onTestFinished(() => transport.close())
  return transport
}

it('brings a code through a server that greylists', async () => {
  let attempts = 0
  const inbox = await startSmtpInbox({
    onRcptTo(_address, _session, callback) {
      attempts += 1
      callback(attempts <= 2 ? smtpRefusal(451, 'greylisted, come back later') : null)
    },
  })
  const { outbox, clock, events, errors } = createHarness({ transport: transportTo(inbox.url) })
  await outbox.enqueue(codeMail())

  for (const secs of [5, 30, 0]) {
    await outbox.runOnce()
    clock.now += secs
  }

  expect(inbox.mails).toHaveLength(1)
  expect(inbox.mails[0]).toMatchObject({ to: ['ada@example.com'], text: expect.stringContaining('\n482913\n') })
  expect(inbox.mails[0]?.rawHeaders).not.toContain('482913')
  expect(events).toEqual([['email.sent', { template: 'sign_in_code', tries: 3 }]])
  expect(errors).toHaveLength(2)
})

it('gives up at once where there is no such mailbox', async () => {
  const inbox = await startSmtpInbox({
    onRcptTo: (_, _session, callback) => callback(smtpRefusal(550, 'ada@example.com?')),
  })
  const { outbox, events, errors } = createHarness({ transport: transportTo(inbox.url) })
  await outbox.enqueue(codeMail())

  await outbox.runOnce()

  expect(events).toEqual([['email.failed', { template: 'sign_in_code', reason: 'refused' }]])
  expect(errors.join()).not.toContain('ada')
})

it('lets no value of an invitation reach a header or another recipient', async () => {
  const inbox = await startSmtpInbox()
  const { outbox } = createHarness({ transport: transportTo(inbox.url) })
  const evil = 'X\r\nBcc: eve@example.com\r\n\r\n.\r\nRCPT TO:<eve@example.com>\r\n<b>'
  const values = { url: 'https://acme.com/i?t=1', org_name: evil, inviter: evil, days: evil }

  await outbox.enqueue(codeMail({ template: 'org_invite', values }))
  await outbox.runOnce()

  const [mail] = inbox.mails
  expect(inbox.mails).toHaveLength(1)
  expect(mail?.to).toEqual(['ada@example.com'])
  expect(Object.keys(mail?.headers ?? {})).not.toContain('bcc')
  expect(mail?.headers.subject).toBe('An invitation to X Bcc: eve@example.com . RCPT TO:<eve@example.com> <b> on Acme')
  expect(mail?.html).not.toContain('<b>')
})

it('sends the mail of a server that was killed while sending it, when its lease is over and not before', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'pylon-email-'))
  onTestFinished(() => rmSync(directory, { recursive: true }))
  const store = fileOutboxStore(join(directory, 'outbox.json'))
  const { outbox, clock, sent, events } = createHarness({ store })
  await outbox.enqueue(codeMail())

  const script = fileURLToPath(new URL('../../test/killed-worker.ts', import.meta.url))
  const child = spawn(process.execPath, [script, join(directory, 'outbox.json'), `${clock.now}`], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const exit = once(child, 'exit')
  await once(child.stdout, 'data')
  child.kill('SIGKILL')
  await exit

  clock.now += 59
  await outbox.runOnce()
  expect(sent).toEqual([])
  clock.now += 1
  await outbox.runOnce()
  await outbox.runOnce()

  expect(sent).toHaveLength(1)
  expect(events).toEqual([['email.sent', { template: 'sign_in_code', tries: 2 }]])
})
