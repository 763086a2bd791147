import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { SMTPServerOptions } from 'smtp-server'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { failureOf, problemsOf } from '../../test/failure-of.ts'
import { message } from '../../test/messages.ts'
import { smtpRefusal, startSmtpInbox } from '../../test/smtp-inbox.ts'
import { type SmtpTransportOptions, smtpTransport } from './smtp.ts'

describe('what the server receives', () => {
  it('is one mail of two parts, from and to the addresses given', async () => {
    const inbox = await startSmtpInbox()

    await transportTo(inbox.url).send(message)

    expect(inbox.mails).toHaveLength(1)
    const [mail] = inbox.mails
    expect(mail).toMatchObject({
      from: 'no-reply@acme.com',
      to: ['ada@example.com'],
      text: message.text,
      html: message.html,
    })
    expect(mail?.headers).toMatchObject({
      from: 'Acme <no-reply@acme.com>',
      to: 'ada@example.com',
      subject: 'Your sign-in code',
      'message-id': '<mail-1@acme.com>',
      'auto-submitted': 'auto-generated',
      'mime-version': '1.0',
    })
    expect(Object.keys(mail?.headers ?? {}).sort()).toEqual(
      ['auto-submitted', 'content-type', 'date', 'from', 'message-id', 'mime-version', 'subject', 'to'].sort(),
    )
    expect(mail?.rawHeaders).not.toContain('482913')
  })

  it('keeps lines that begin with dots, long lines and characters of every script', async () => {
    const inbox = await startSmtpInbox()
    const text = `.\n..\n.hidden\n${'x'.repeat(3000)}\nÀ bientôt, 你好 🎉\nFrom here\n`
    const subject = 'Ihr Code für Bücher & Café – 你好 🎉 '.repeat(5).trim()

    await transportTo(inbox.url).send({ ...message, subject, text, html: `<p>.\n.\n</p>${text}` })

    expect(inbox.mails[0]).toMatchObject({ text, html: `<p>.\n.\n</p>${text}` })
    expect(inbox.mails[0]?.headers.subject).toBe(subject)
    expect(inbox.mails[0]?.rawHeaders).toMatch(/^[\x20-\x7E\r\n\t]*$/)
  })

  it('quotes a sender whose name has a comma, and sends undeliverable mail elsewhere', async () => {
    const inbox = await startSmtpInbox()

    await transportTo(inbox.url, { bounceAddress: 'bounces@acme.com' }).send({
      ...message,
      from: '"Acme, Inc." <no-reply@acme.com>',
    })

    expect(inbox.mails[0]?.headers.from).toBe('"Acme, Inc." <no-reply@acme.com>')
    expect(inbox.mails[0]?.from).toBe('bounces@acme.com')
  })

  it('is the same message id when the same mail is sent again', async () => {
    const inbox = await startSmtpInbox()
    const transport = transportTo(inbox.url)

    await transport.send(message)
    await transport.send(message)

    expect(inbox.mails.map(mail => mail.headers['message-id'])).toEqual(['<mail-1@acme.com>', '<mail-1@acme.com>'])
  })

  it('goes over a few connections, however many mails there are', async () => {
    let connections = 0
    const inbox = await startSmtpInbox({
      onConnect(_, callback) {
        connections += 1
        callback()
      },
    })
    const transport = transportTo(inbox.url, { maxConnections: 2 })

    await Promise.all(Array.from({ length: 20 }, (_, index) => transport.send({ ...message, id: `mail-${index}` })))

    expect(inbox.mails).toHaveLength(20)
    expect(connections).toBe(2)
  })

  it('keeps internationalized addresses', async () => {
    const inbox = await startSmtpInbox()

    await transportTo(inbox.url).send({ ...message, to: 'jürgen@bücher.example', from: 'no-reply@bücher.example' })

    expect(inbox.mails[0]?.to).toEqual(['jürgen@bücher.example'])
    expect(inbox.mails[0]?.headers['message-id']).toBe('<mail-1@xn--bcher-kva.example>')
  })
})

it('asks nobody when the mail is unsound', async () => {
  let connections = 0
  const inbox = await startSmtpInbox({
    onConnect(_, callback) {
      connections += 1
      callback()
    },
  })
  const transport = transportTo(inbox.url)

  for (const change of [
    { subject: 'Hi\r\nBcc: eve@example.com' },
    { to: 'ada@example.com,eve@example.com' },
    { from: 'Acme\r\nBcc: eve@example.com <no-reply@acme.com>' },
    { id: 'a>\r\nBcc: eve@example.com' },
  ]) {
    expect(await failureOf(transport.send({ ...message, ...change }))).toMatchObject({ isPermanent: true })
  }

  expect(connections).toBe(0)
})

describe('a refusal', () => {
  it.each([
    [450, 'onRcptTo', false, 'smtp: 450 RCPT TO'],
    [550, 'onRcptTo', true, 'smtp: 550 RCPT TO'],
    [451, 'onMailFrom', false, 'smtp: 451 MAIL FROM'],
    [553, 'onMailFrom', true, 'smtp: 553 MAIL FROM'],
    [452, 'onData', false, 'smtp: 452 DATA'],
    [554, 'onData', true, 'smtp: 554 DATA'],
  ] as const)('of %d in %s is permanent: %s… %s', async (code, step, isPermanent, text) => {
    const refusal = smtpRefusal(code, '<ada@example.com> 482913 not wanted')
    const refuse: SMTPServerOptions = {
      onMailFrom: (_, _session, callback) => callback(step === 'onMailFrom' ? refusal : null),
      onRcptTo: (_, _session, callback) => callback(step === 'onRcptTo' ? refusal : null),
      onData: (stream, _, callback) => void stream.on('end', () => callback(refusal)).resume(),
    }
    const inbox = await startSmtpInbox({ ...refuse, hideENHANCEDSTATUSCODES: true })

    const failure = await failureOf(transportTo(inbox.url).send(message))

    expect(failure).toMatchObject({ name: 'EmailError', isPermanent })
    expect(failure.message).toBe(text)
  })

  it('names the enhanced code of the server', async () => {
    const inbox = await startSmtpInbox({
      hideENHANCEDSTATUSCODES: false,
      onRcptTo: (_, _session, callback) => callback(smtpRefusal(550)),
    })

    const failure = await failureOf(transportTo(inbox.url).send(message))

    expect(failure.message).toMatch(/^smtp: 550 5\.\d\.\d RCPT TO$/)
  })

  it('leaves the connection of use for the next mail', async () => {
    const inbox = await startSmtpInbox({
      onRcptTo: ({ address }, _, callback) => callback(address.startsWith('nobody') ? smtpRefusal(550) : null),
    })
    const transport = transportTo(inbox.url, { maxConnections: 1 })

    await failureOf(transport.send({ ...message, to: 'nobody@example.com' }))
    await transport.send(message)

    expect(inbox.mails).toHaveLength(1)
  })
})

describe('a server that does not answer', () => {
  it('at the greeting, is given up in time', async () => {
    const url = await startSilentServer()

    const failure = await failureOf(transportTo(url, { timeoutSecs: 0.2 }).send(message))

    expect(failure).toMatchObject({
      isPermanent: false,
      message: expect.stringMatching(/^smtp: ETIMEDOUT|^smtp: SOCKET/),
    })
  })

  it('at the data, is given up in time', async () => {
    const inbox = await startSmtpInbox({ onData: stream => void stream.resume() })

    const failure = await failureOf(transportTo(inbox.url, { timeoutSecs: 0.3 }).send(message))

    expect(failure.isPermanent).toBe(false)
  })

  it('but sends a line now and then, is given up in time', async () => {
    const url = await startSilentServer(socket => {
      socket.write('220 hello\r\n')
      const timer = setInterval(() => socket.write('250-and another thing\r\n'), 50)
      socket.on('close', () => clearInterval(timer))
    })
    const startedAt = performance.now()

    const failure = await failureOf(transportTo(url, { timeoutSecs: 0.3 }).send(message))

    expect(failure.isPermanent).toBe(false)
    expect(performance.now() - startedAt).toBeLessThan(5_000)
  })

  it('because there is none, is a temporary failure that names what the socket said', async () => {
    const port = await closedPort()

    const failure = await failureOf(transportTo(`smtp://127.0.0.1:${port}`).send(message))

    expect(failure).toMatchObject({ isPermanent: false, message: 'smtp: ECONNREFUSED CONN' })
  })
})

describe('TLS', () => {
  const directory = mkdtempSync(join(tmpdir(), 'pylon-email-'))
  let identity: { key: string; cert: string }

  beforeAll(() => {
    const [key, cert] = [join(directory, 'key.pem'), join(directory, 'cert.pem')]
    const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1']
    const request = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2']
    execFileSync('openssl', [...request, '-keyout', key, '-out', cert, ...subject], { stdio: 'ignore' })
    identity = { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') }
  })
  afterAll(() => rmSync(directory, { recursive: true }))

  it('is used when the server offers it', async () => {
    const inbox = await startSmtpInbox({ ...identity, disabledCommands: [] })

    await transportTo(inbox.url, { requireTls: true, trustedCertificates: identity.cert }).send(message)

    expect(inbox.mails[0]).toMatchObject({ isSecure: true, text: message.text })
  })

  it('is used from the first byte for smtps, and the password goes through it', async () => {
    const inbox = await startSmtpInbox({
      ...identity,
      secure: true,
      disabledCommands: [],
      authOptional: false,
      onAuth: ({ username, password }, _, callback) =>
        callback(null, username === 'acme' && password === 'p@ss word' ? { user: 'acme' } : {}),
    })
    const url = `smtps://acme:p%40ss%20word@127.0.0.1:${inbox.port}`

    await transportTo(url, { trustedCertificates: identity.cert }).send(message)

    expect(inbox.mails[0]?.isSecure).toBe(true)
  })

  it.each(['smtp', 'smtps'])('refuses a certificate that nobody vouches for, over %s', async protocol => {
    const inbox = await startSmtpInbox({ ...identity, secure: protocol === 'smtps', disabledCommands: [] })

    const failure = await failureOf(
      transportTo(`${protocol}://127.0.0.1:${inbox.port}`, { requireTls: true }).send(message),
    )

    expect(failure.isPermanent).toBe(false)
    expect(failure.message).toContain('DEPTH_ZERO_SELF_SIGNED_CERT')
    expect(inbox.mails).toEqual([])
  })

  it('takes any certificate of a server on this machine when TLS was not asked for', async () => {
    const inbox = await startSmtpInbox({ ...identity, disabledCommands: [] })

    await transportTo(inbox.url).send(message)

    expect(inbox.mails[0]?.isSecure).toBe(true)
  })

  it('refuses to send without it when it is required', async () => {
    const inbox = await startSmtpInbox()

    const failure = await failureOf(transportTo(inbox.url, { requireTls: true }).send(message))

    expect(failure.name).toBe('EmailError')
    expect(inbox.mails).toEqual([])
  })

  it('tells a wrong password by its code alone', async () => {
    const inbox = await startSmtpInbox({
      ...identity,
      secure: true,
      disabledCommands: [],
      onAuth: (_auth, _session, callback) => callback(smtpRefusal(535, 'wrong: hunter22')),
    })
    const url = `smtps://acme:hunter22@127.0.0.1:${inbox.port}`

    const failure = await failureOf(transportTo(url, { trustedCertificates: identity.cert }).send(message))

    expect(failure).toMatchObject({ isPermanent: false, message: expect.stringMatching(/^smtp: 535.* AUTH$/) })
    expect(JSON.stringify(failure) + failure.message + failure.stack + String(failure.cause)).not.toContain('hunter22')
  })
})

describe('options', () => {
  it.each([
    'http://mail.example.com',
    'smtp://',
    'mail.example.com:25',
    'smtp://user@mail.example.com',
    'smtp://user:p%0D%0Aass@mail.example.com',
    'smtp://user:%E0%A4%A@mail.example.com',
    'smtp://mail.example.com?tls.rejectUnauthorized=false',
    'smtp://mail.example.com/path',
    '',
  ])('refuse the url %s without repeating it', url => {
    expect(problemsOf(() => smtpTransport({ url }))).toEqual(['url: expected smtp://user:pass@host:port or smtps://…'])
  })

  it('refuse numbers out of range and a list of bounce addresses, all at once', () => {
    const options = { maxConnections: 0, timeoutSecs: Number.NaN, bounceAddress: 'a@b.c,d@e.f' }

    expect(problemsOf(() => smtpTransport({ url: 'smtp://localhost', ...options }))).toHaveLength(3)
  })
})

it('requires TLS before a password leaves this machine', async () => {
  const inbox = await startSmtpInbox({ authOptional: false, allowInsecureAuth: true })
  const local = transportTo(`smtp://acme:secret12@127.0.0.1:${inbox.port}`)
  const remote = transportTo(`smtp://acme:secret12@0.0.0.0:${inbox.port}`) // reaches this machine, and is no loopback address

  expect((await failureOf(local.send(message))).message).toMatch(/AUTH/)
  expect((await failureOf(remote.send(message))).message).not.toMatch(/AUTH/)
})

function transportTo(url: string, options: Partial<SmtpTransportOptions> = {}) {
  const transport = smtpTransport({ url, ...options })
  onTestFinished(() => transport.close())
  return transport
}

async function startSilentServer(greet: (socket: Socket) => void = () => {}): Promise<string> {
  const sockets = new Set<Socket>()
  const server = createServer(socket => {
    sockets.add(socket)
    socket.on('error', () => {})
    greet(socket)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  return `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`
}

async function closedPort(): Promise<number> {
  const server = createServer()
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise(resolve => server.close(resolve))
  return port
}
