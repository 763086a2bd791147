import { describe, expect, it } from 'vitest'
import { message } from '../test/messages.ts'
import { checkMessage } from './check-message.ts'
import { EmailError } from './email-error.ts'
import type { EmailMessage } from './message.ts'
import { formatSender, parseSender } from './sender.ts'

function problemOf(change: Partial<Record<keyof EmailMessage, unknown>>): string {
  try {
    checkMessage({ ...message, ...change } as EmailMessage)
    return ''
  } catch (error) {
    if (error instanceof EmailError && error.isPermanent) return error.message
    throw error
  }
}

it('lets a sound message through', () => {
  expect(problemOf({})).toBe('')
  expect(problemOf({ to: "o'neil+news@mail.example.co.uk", subject: 'Grüße 你好 🎉', from: 'no-reply@acme.com' })).toBe(
    '',
  )
  expect(problemOf({ to: 'root@localhost', text: 'a\r\n\tb\n' })).toBe('')
})

describe('an address', () => {
  it.each([
    'ada@example.com\r\nBcc: eve@example.com',
    'ada@example.com\nRCPT TO:<eve@example.com>',
    'ada@example.com\r',
    'ada@example.com\0',
    'ada@example.com\u2028',
    'ada@example.com\u0085',
    'ada@example.com\u200B',
    'ada@example.com,eve@example.com',
    'ada@example.com;eve@example.com',
    'ada,eve@example.com',
    'ada@example.com,eve',
    'ada;eve@example.com',
    'list:ada@example.com',
    '<ada@example.com',
    'ada@example.com eve@example.com',
    'Ada <ada@example.com>',
    '<ada@example.com>',
    'ada@example.com>',
    '"ada@evil.com, x"@example.com',
    'group:ada@example.com;',
    'ada(comment)@example.com',
    'ada@[127.0.0.1]',
    'ada\\@example.com',
    'ada@example.com@evil.com',
    'ada\uFF20example.com@evil.com',
    'ada@-example.com',
    'ada@example..com',
    'ada@.com',
    'ada@example.com.',
    '@example.com',
    'ada@',
    'ada',
    '',
    ' ada@example.com',
    'ada@example.com\uD800',
    `${'a'.repeat(250)}@b.de`,
    `${'ä'.repeat(125)}@b.de`,
    ['ada@example.com', 'eve@example.com'],
    { toString: () => 'ada@example.com' },
    null,
    undefined,
  ])('is not %j', to => {
    expect(problemOf({ to })).toBe('to: expected one email address')
  })

  it('of 100,000 characters costs nothing', () => {
    const startedAt = performance.now()
    for (const to of ['a'.repeat(100_000), '@'.repeat(100_000), `a@${'a-.'.repeat(33_000)}`])
      problemOf({ to, from: to })
    expect(performance.now() - startedAt).toBeLessThan(50)
  })
})

describe('a sender', () => {
  it.each([
    ['no-reply@acme.com', '', 'no-reply@acme.com'],
    ['Acme <no-reply@acme.com>', 'Acme', 'Acme <no-reply@acme.com>'],
    ['Acme<no-reply@acme.com>', 'Acme', 'Acme <no-reply@acme.com>'],
    ['"Acme, Inc." <no-reply@acme.com>', 'Acme, Inc.', '"Acme, Inc." <no-reply@acme.com>'],
    ['Acme Inc. <no-reply@acme.com>', 'Acme Inc.', '"Acme Inc." <no-reply@acme.com>'],
    ['Bücher & Söhne <no-reply@acme.com>', 'Bücher & Söhne', 'Bücher & Söhne <no-reply@acme.com>'],
  ])('is read from %j', (text, name, formatted) => {
    const sender = parseSender(text)

    expect(sender).toEqual({ name, address: 'no-reply@acme.com' })
    expect(sender && formatSender(sender)).toBe(formatted)
    expect(problemOf({ from: text })).toBe('')
  })

  it.each([
    'Acme <no-reply@acme.com>\r\nBcc: eve@example.com',
    'Acme\r\nBcc: eve@example.com <no-reply@acme.com>',
    '"Acme\nX: y" <no-reply@acme.com>',
    'Acme, Inc. <no-reply@acme.com>',
    'Acme <no-reply@acme.com>, Eve <eve@example.com>',
    'Acme <no-reply@acme.com> <eve@example.com>',
    '"Acme" Inc <no-reply@acme.com>',
    '"Ac\\"me" <no-reply@acme.com>',
    'support@bank.com <no-reply@acme.com>',
    'Acme <no-reply>',
    'Acme <>',
    '<no-reply@acme.com>',
    '"" <no-reply@acme.com>',
    '\u202Eemca <no-reply@acme.com>',
    `${'A'.repeat(101)} <no-reply@acme.com>`,
    'Acme',
    '',
    null,
  ])('is not %j', from => {
    expect(problemOf({ from })).toBe('from: expected an address, or Name <address>')
  })
})

it.each([
  '',
  'a\r\nBcc: eve@example.com',
  'a\nb',
  'a\rb',
  'a\0b',
  'a\x1B[31mb',
  'a\u2028b',
  'a\u0085b',
  'a\uDC00',
  'a'.repeat(256),
  null,
])('refuses the subject %j', subject => {
  expect(problemOf({ subject })).toMatch(/^subject: /)
})

it.each(['', 'a b', 'a\r\nX: y', '<a>', 'a@b', 'ä', 'a'.repeat(129), null])('refuses the id %j', id => {
  expect(problemOf({ id })).toMatch(/^id: /)
})

it.each(['', 'a\0b', 'a\x1B[2Jb', 'a\x08', 'a'.repeat(262_145), null])('refuses a body like %j'.slice(0, 24), body => {
  expect(problemOf({ text: body })).toMatch(/^text: /)
  expect(problemOf({ html: body })).toMatch(/^html: /)
})
