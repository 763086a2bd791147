import { expect, it } from 'vitest'
import { createHasher, verifyPassword } from './hashing.ts'

const tag = 'CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc'
const bcryptTail = 'CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW'

const malformed = [
  '',
  ' ',
  '$',
  '$$$$$$',
  ':',
  'null',
  'undefined',
  '{}',
  'password',
  '\0',
  '\ud800',
  '$argon2id',
  '$argon2id$',
  '$argon2id$v=19',
  '$argon2id$v=19$m=64,t=2,p=1',
  '$argon2id$v=19$m=64,t=2,p=1$c29tZXNhbHQ',
  '$argon2id$v=19$m=64,t=2,p=1$c29tZXNhbHQ$',
  `$argon2id$v=19$m=64,t=2,p=1$$${tag}`,
  `$argon2id$v=19$$c29tZXNhbHQ$${tag}`,
  `$argon2id$v=19$=,=,=$c29tZXNhbHQ$${tag}`,
  `$argon2id$v=99$m=64,t=2,p=1$c29tZXNhbHQ$${tag}`,
  `$argon2id$v=19$m=67108864,t=2,p=1$c29tZXNhbHQ$${tag}`,
  `$argon2id$v=19$m=64,t=4294967295,p=1$c29tZXNhbHQ$${tag}`,
  `$argon2id$v=19$m=4294967295,t=4294967295,p=16777215$c29tZXNhbHQ$${tag}`,
  `$argon2id$v=19$m=64,t=2,p=1,keyid=bG9zdA$c29tZXNhbHQ$${tag}`,
  `$argon2id$v=19$m=64,t=2,p=1$c29tZXNhbHQ$${tag}$more`,
  ` $argon2id$v=19$m=64,t=2,p=1$c29tZXNhbHQ$${tag}`,
  `$argon2id$v=19$m=64,t=2,p=1$c29tZXNhbHQ$${tag}\n`,
  `$2a$05$${bcryptTail}x`,
  `$2a$5$${bcryptTail}`,
  `$2a$00$${bcryptTail}`,
  `$2a$03$${bcryptTail}`,
  `$2a$16$${bcryptTail}`,
  `$2a$31$${bcryptTail}`,
  `$2a$99$${bcryptTail}`,
  `$2x$05$${bcryptTail}`,
  `$2$05$${bcryptTail}`,
  `$2a$05$${bcryptTail.replace('9', '!')}`,
  '$2a$05$',
  '$scrypt$',
  '$scrypt$ln=16,r=8,p=1$aM15713r3Xsvxbi31lqr1Q$',
  '$scrypt$ln=16,r=8,p=1$aM15713r3Xsvxbi31lqr1Q$nFNh',
  '$scrypt$ln=0,r=8,p=1$aM15713r3Xsvxbi31lqr1Q$nFNh2CVHVjNldFVKDHDlm4CbdRSCdEBsjjJxD+iCs5E',
  '$scrypt$ln=63,r=8,p=1$aM15713r3Xsvxbi31lqr1Q$nFNh2CVHVjNldFVKDHDlm4CbdRSCdEBsjjJxD+iCs5E',
  '$scrypt$ln=99,r=99,p=99$aM15713r3Xsvxbi31lqr1Q$nFNh2CVHVjNldFVKDHDlm4CbdRSCdEBsjjJxD+iCs5E',
  '$scrypt$ln=16,r=0,p=1$aM15713r3Xsvxbi31lqr1Q$nFNh2CVHVjNldFVKDHDlm4CbdRSCdEBsjjJxD+iCs5E',
  '$scrypt$ln=16,r=8,p=1$aM15713r3Xsvxbi31lqr1R$nFNh2CVHVjNldFVKDHDlm4CbdRSCdEBsjjJxD+iCs5E',
  '$pbkdf2-sha256$',
  '$pbkdf2-sha256$0$AAAA$AAAAAAAAAAAAAAAAAAAAAA',
  '$pbkdf2-sha256$-1$AAAA$AAAAAAAAAAAAAAAAAAAAAA',
  '$pbkdf2-sha256$99999999$AAAA$AAAAAAAAAAAAAAAAAAAAAA',
  '$pbkdf2-sha256$5000001$AAAA$AAAAAAAAAAAAAAAAAAAAAA',
  '$pbkdf2-sha256$1000$AAAA$AAAA',
  '$pbkdf2-sha256$i=1000,l=32$AAAA$AAAAAAAAAAAAAAAAAAAAAA',
  '$pbkdf2-md5$1000$AAAA$AAAAAAAAAAAAAAAAAAAAAA',
  'pbkdf2_sha256$1000$salt$',
  'pbkdf2_sha256$1000$$AAAAAAAAAAAAAAAAAAAAAA==',
  'pbkdf2_sha256$9999999$salt$AAAAAAAAAAAAAAAAAAAAAA==',
  'pbkdf2_md5$1000$salt$AAAAAAAAAAAAAAAAAAAAAA==',
  'pbkdf2_sha256$1000$salt$AAAA=AAAAAAAAAAAAAAAAAA==',
  `${'0'.repeat(32)}:${'0'.repeat(127)}`,
  `${'0'.repeat(31)}:${'0'.repeat(128)}`,
  `${'0'.repeat(32)}:${'g'.repeat(128)}`,
  `${'0'.repeat(32)}:${'0'.repeat(128)}:`,
]

it.each(malformed)('a malformed or absurdly costly hash verifies false and never throws: %j', async hash => {
  const startedAt = performance.now()
  expect(await verifyPassword(hash, 'password')).toBe(false)
  expect(createHasher().needsRehash(hash)).toBe(true)
  expect(performance.now() - startedAt).toBeLessThan(100)
})

const repeats = ['a', '$', '=', ',', 'm=1,', '$argon2id$v=19$', '0', '\ud800', 'é', ' ']

it.each([
  ...repeats.map(text => text.repeat(100_000 / text.length)),
  `$argon2id$v=19$${'m=1,'.repeat(25_000)}`,
  `$argon2id$v=19$m=64,t=2,p=1$${'A'.repeat(100_000)}`,
  `$2a$05$${'C'.repeat(100_000)}`,
  `$pbkdf2-sha256$${'1'.repeat(100_000)}`,
  `pbkdf2_sha256$1000$${'s'.repeat(100_000)}$`,
  `$scrypt$ln=16,r=8,p=1$${'A'.repeat(100_000)}$`,
  `${'0'.repeat(100_000)}:`,
])('reads 100 kB of hostile hash in under 10 ms', async hash => {
  const hasher = createHasher()
  const elapsed: number[] = []
  for (let round = 0; round < 3; round += 1) {
    const startedAt = performance.now()
    expect(await hasher.verify(hash, 'password')).toBe(false)
    expect(hasher.needsRehash(hash)).toBe(true)
    elapsed.push(performance.now() - startedAt)
  }

  expect(Math.min(...elapsed)).toBeLessThan(10)
})
