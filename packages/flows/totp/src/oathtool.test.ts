import { execFileSync } from 'node:child_process'
import { randomBytes, randomInt } from 'node:crypto'
import { Secret } from 'otpauth'
import { expect, it } from 'vitest'
import type { TotpAlgorithm } from './parameters.ts'
import { generateTotpCode } from './verify-totp.ts'

const oathtool = findOathtool()
if (oathtool === null)
  console.warn('skipped: oathtool (Debian package "oathtool") is not there and cannot be installed')

const algorithms: readonly TotpAlgorithm[] = ['SHA1', 'SHA256', 'SHA512']
const rounds = 40

it.skipIf(oathtool === null).each(algorithms)('agrees with oathtool on random secrets, times and periods: %s', hash => {
  for (let round = 0; round < rounds; round += 1) {
    const bytes = randomBytes(randomInt(10, 65))
    const secret = new Secret({ buffer: new Uint8Array(bytes).buffer }).base32
    const now = randomInt(0, 2 ** 33)
    const digits = round % 2 === 0 ? 6 : 8
    const periodSecs = randomInt(10, 301)
    const expected = codeOf(bytes, { hash, now, digits, periodSecs })
    expect(generateTotpCode({ secret, now, algorithm: hash, digits, periodSecs })).toBe(expected)
  }
})

interface Moment {
  readonly hash: string
  readonly now: number
  readonly digits: number
  readonly periodSecs: number
}

function codeOf(secret: Buffer, { hash, now, digits, periodSecs }: Moment): string {
  const options = [`--totp=${hash}`, `--digits=${digits}`, `--time-step-size=${periodSecs}s`, `--now=@${now}`]
  return execFileSync('oathtool', [...options, secret.toString('hex')], { encoding: 'utf8' }).trim()
}

/** Installs it where that is possible: on Debian as root. */
function findOathtool(): string | null {
  const version = (): string => execFileSync('oathtool', ['--version'], { encoding: 'utf8' })
  try {
    return version()
  } catch {
    if (process.getuid?.() !== 0) return null
  }
  try {
    execFileSync('apt-get', ['install', '-y', 'oathtool'], { stdio: 'ignore', timeout: 50_000 })
    return version()
  } catch {
    return null
  }
}
