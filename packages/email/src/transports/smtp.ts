import { domainToASCII } from 'node:url'
import { createTransport } from 'nodemailer'
import { isAddress } from '../address.ts'
import { checkMessage } from '../check-message.ts'
import { ConfigError, numberProblems, throwProblems, wholeNumberProblems } from '../config-error.ts'
import type { EmailMessage, EmailTransport } from '../message.ts'
import { parseSender } from '../sender.ts'
import { toSmtpError } from './smtp-error.ts'
import { parseSmtpUrl, type SmtpServer } from './smtp-url.ts'

export interface SmtpTransportOptions {
  /** `smtp://user:pass@host:port` (port 587) or `smtps://…` (465, TLS at once); user and password percent-encoded. */
  readonly url: string
  /** Refuses to go on without STARTTLS; default true when there is a password and the host is not this machine. */
  readonly requireTls?: boolean
  /** PEM of the authorities to trust in place of the system's; for a server with a certificate of one's own. */
  readonly trustedCertificates?: string
  /** Whom undeliverable mails go back to (`MAIL FROM`); default the address in the message's `from`. */
  readonly bounceAddress?: string
  /** Connections at a time; default 5. */
  readonly maxConnections?: number
  /** For connecting, the greeting, and each silence of the server, in seconds; default 10. A mail gets three times that. */
  readonly timeoutSecs?: number
}

export interface SmtpTransport extends EmailTransport {
  /** Closes idle connections; a mail in flight is finished. */
  close(): void
}

/**
 * Hands mails to an SMTP server; TLS is used whenever the server offers it.
 *
 * Certificates are verified, unless TLS was not required and the server is on this machine. 5xx is permanent.
 * Throws `ConfigError` for a URL that is none, or has settings in its query.
 *
 * @example
 * import { smtpTransport } from '@pylon/email'
 *
 * const transport = smtpTransport({ url: 'smtps://acme:secret@smtp.example.com' })
 */
export function smtpTransport({
  url,
  trustedCertificates,
  bounceAddress,
  maxConnections = 5,
  timeoutSecs = 10,
  ...options
}: SmtpTransportOptions): SmtpTransport {
  throwProblems([
    ...wholeNumberProblems('maxConnections', maxConnections, 1, 100),
    ...numberProblems('timeoutSecs', timeoutSecs, 0.01, 300),
    ...(bounceAddress === undefined || isAddress(bounceAddress) ? [] : ['bounceAddress: expected one email address']),
  ])
  const server = smtpServerOf(url)
  const { requireTls = server.auth !== null && !server.isLoopback } = options
  const client = createTransport({
    pool: true,
    ...connectionOptions(server, requireTls, timeoutSecs * 1000),
    tls: {
      // A server on this machine often has a certificate that nobody signed; there is no network to be attacked on.
      rejectUnauthorized: server.isSecure || requireTls || !server.isLoopback,
      ...(trustedCertificates === undefined ? {} : { ca: trustedCertificates }),
    },
    maxConnections,
  })

  return {
    name: 'smtp',
    async send(message) {
      checkMessage(message)
      // A server that answers byte by byte trips no timeout of the socket.
      const signal = AbortSignal.timeout(timeoutSecs * 3000)
      try {
        await client.sendMail({ ...mimeOf(message, bounceAddress), signal })
      } catch (error) {
        throw toSmtpError(error)
      }
    },
    close: () => client.close(),
  }
}

function smtpServerOf(url: string): SmtpServer {
  const server = parseSmtpUrl(url)
  if (server === null) throw new ConfigError(['url: expected smtp://user:pass@host:port or smtps://…']) // the URL holds a password
  return server
}

const connectionOptions = ({ host, port, isSecure, auth }: SmtpServer, requireTls: boolean, timeoutMs: number) => ({
  host,
  port,
  secure: isSecure,
  requireTLS: requireTls && !isSecure,
  ...(auth === null ? {} : { auth }),
  connectionTimeout: timeoutMs,
  greetingTimeout: timeoutMs,
  socketTimeout: timeoutMs,
  dnsTimeout: timeoutMs,
  idleTimeout: timeoutMs,
  maxRequeues: 1, // once, for a pooled connection that the server had closed meanwhile; the outbox does the retrying
})

function mimeOf({ id, to, from, subject, text, html }: EmailMessage, bounceAddress: string | undefined) {
  const sender = parseSender(from) ?? { name: '', address: from }
  return {
    messageId: `<${id}@${domainToASCII(sender.address.slice(sender.address.indexOf('@') + 1))}>`,
    from: sender,
    to: { name: '', address: to },
    envelope: { from: bounceAddress ?? sender.address, to: [to] },
    subject,
    text,
    html,
    headers: { 'Auto-Submitted': 'auto-generated' }, // RFC 3834 §5: no vacation notice answers a code
    xMailer: false as const,
    disableFileAccess: true,
    disableUrlAccess: true,
  }
}
