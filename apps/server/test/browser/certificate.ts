import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { newFolder } from '../process.ts'

export interface Certificate {
  readonly key: string
  readonly cert: string
}

/** Paths of a new key and of a certificate for this machine that nobody else has signed. */
export function makeCertificate(): Certificate {
  const folder = newFolder()
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')]
  const request = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2']
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1']
  execFileSync('openssl', [...request, '-keyout', key, '-out', cert, ...subject], { stdio: 'ignore' })
  return { key, cert }
}
