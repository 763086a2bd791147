import { readFileSync } from 'node:fs'
import { createSecureContext } from 'node:tls'
import type { TlsOptions } from '@pylon/node'
import type { Environment } from './environment.ts'

/** Certificate and key as PEM text or as the path of a file; null when neither is set. */
export function readTls(env: Environment): TlsOptions | null {
  const cert = pemOf(env, 'PYLON_TLS_CERT')
  const key = pemOf(env, 'PYLON_TLS_KEY')
  const clientCa = pemOf(env, 'PYLON_TLS_CLIENT_CA')
  if (cert === null && key === null && clientCa === null) return null
  if (cert === null || key === null) {
    return env.refuse('PYLON_TLS_CERT', 'a certificate and PYLON_TLS_KEY are needed together')
  }
  const tls = { cert, key, ...(clientCa === null ? {} : { clientCa }) }
  return isUsable(env, tls) ? tls : null
}

function pemOf(env: Environment, name: string): string | null {
  const text = env.text(name)
  if (text === null || text.startsWith('-----BEGIN')) return text
  try {
    return readFileSync(text, 'utf8')
  } catch (error) {
    return env.refuse(name, `cannot read the file: ${(error as NodeJS.ErrnoException).code ?? 'unknown reason'}`)
  }
}

function isUsable(env: Environment, { cert, key, clientCa }: TlsOptions): boolean {
  try {
    createSecureContext({ cert, key, ca: clientCa })
    return true
  } catch (error) {
    env.refuse('PYLON_TLS_CERT', `certificate and key do not work together: ${(error as Error).message}`)
    return false
  }
}
