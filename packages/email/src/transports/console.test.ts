import { expect, it } from 'vitest'
import { message } from '../../test/messages.ts'
import { consoleTransport } from './console.ts'

it('shows a developer whom a mail is for and what it says', async () => {
  const shown: string[] = []

  await consoleTransport({ write: text => shown.push(text) }).send(message)

  expect(shown).toEqual([
    'To: ada@example.com\nFrom: Acme <no-reply@acme.com>\nSubject: Your sign-in code\n\nYour code: 482913\n\n',
  ])
})
