import { expect, it } from 'vitest'
import { createHarness, wrongCode } from './harness.ts'

it('takes each backup code once, however it is typed, and tells how many are left', async () => {
  const { enroll, begin, post, events } = createHarness()
  const { user, backupCodes } = await enroll()
  const spellings = [
    (code: string) => code,
    (code: string) => code.toUpperCase(),
    (code: string) => ` ${code.replace('-', ' ')} `,
    (code: string) => code.replace('-', ''),
  ]
  for (const [at, code] of backupCodes.entries()) {
    const { challenge } = (await begin(user)).body
    const typed = spellings[at % spellings.length]?.(code)
    expect((await post('totp/login', { challenge, code: typed })).outcome).toBe('200')
    expect(events.findLast(event => event.name === 'totp.backup_code_used')?.data).toEqual({ left: 9 - at })
  }
  const { challenge } = (await begin(user)).body
  expect((await post('totp/login', { challenge, code: backupCodes[0] })).outcome).toBe('401 INVALID_TOTP_CODE')
})

it('gives exactly one of 10 callers with one backup code a session, on two servers', async () => {
  const one = createHarness()
  const two = createHarness({ stores: one.stores, clock: one.clock })
  const { user, backupCodes } = await one.enroll()
  const challenges = await Promise.all(Array.from({ length: 10 }, async () => (await one.begin(user)).body.challenge))
  const answers = await Promise.all(
    challenges.map((challenge, at) => (at % 2 ? one : two).post('totp/login', { challenge, code: backupCodes[3] })),
  )
  expect(answers.map(answer => answer.outcome).sort()).toEqual(['200', ...Array(9).fill('401 INVALID_TOTP_CODE')])
})

it('loses none of ten different backup codes that are used at the same moment', async () => {
  const { enroll, begin, post, stores } = createHarness()
  const { user, backupCodes } = await enroll()
  const answers = await Promise.all(
    backupCodes.map(async code => {
      const { challenge } = (await begin(user)).body
      return post('totp/login', { challenge, code })
    }),
  )
  expect(answers.map(answer => answer.outcome)).toEqual(Array(10).fill('200'))
  expect((await stores.credentials.find(user.id, 'backup_codes'))?.value).toBe('[]')
})

it('makes new ones for a code, and the old ones are dead', async () => {
  const { enroll, begin, post, codeOf, events } = createHarness()
  const { user, bearer, secret, backupCodes } = await enroll()
  const answer = await post('totp/backup-codes', { code: codeOf(secret) }, { bearer })
  expect(answer.outcome).toBe('200')
  expect(Object.keys(answer.body)).toEqual(['backup_codes'])
  expect(new Set([...answer.body.backup_codes, ...backupCodes]).size).toBe(20)
  expect(events.at(-1)?.name).toBe('totp.backup_codes_replaced')
  const { challenge } = (await begin(user)).body
  expect((await post('totp/login', { challenge, code: backupCodes[0] })).outcome).toBe('401 INVALID_TOTP_CODE')
  expect((await post('totp/login', { challenge, code: answer.body.backup_codes[0] })).outcome).toBe('200')
})

it('makes new ones for a backup code too', async () => {
  const { enroll, post } = createHarness()
  const { bearer, backupCodes } = await enroll()
  const answer = await post('totp/backup-codes', { code: backupCodes[0] }, { bearer })
  expect([answer.outcome, answer.body.backup_codes.length]).toEqual(['200', 10])
})

it('makes none without proof', async () => {
  const { enroll, addUser, begin, post, codeOf, stores, clock } = createHarness()
  const { user, bearer, secret } = await enroll()
  const before = await stores.credentials.find(user.id, 'backup_codes')
  const mint = async (body: unknown, token?: string): Promise<string> =>
    (await post('totp/backup-codes', body, token === undefined ? {} : { bearer: token })).outcome
  expect(await mint({ code: codeOf(secret) })).toBe('401 AUTH_REQUIRED')
  expect(await mint({}, bearer)).toBe('400 INVALID_REQUEST')
  expect(await mint({ code: 1 }, bearer)).toBe('400 INVALID_REQUEST')
  expect(await mint({ code: wrongCode(codeOf(secret)) }, bearer)).toBe('401 INVALID_TOTP_CODE')
  const other = (await begin(await addUser())).body.token
  expect(await mint({ code: codeOf(secret) }, other)).toBe('400 TOTP_NOT_SET_UP')
  clock.now += 901
  expect(await mint({ code: codeOf(secret) }, bearer)).toBe('403 REAUTH_REQUIRED')
  expect(await stores.credentials.find(user.id, 'backup_codes')).toEqual(before)
})

it('judges ten wrong codes in an hour, however many arrive together', async () => {
  const { enroll, post, codeOf } = createHarness()
  const { bearer, secret } = await enroll()
  const code = wrongCode(codeOf(secret))
  const answers = await Promise.all(Array.from({ length: 30 }, () => post('totp/backup-codes', { code }, { bearer })))
  expect(answers.filter(answer => answer.outcome === '401 INVALID_TOTP_CODE')).toHaveLength(10)
  expect(answers.filter(answer => answer.outcome === '429 TOO_MANY_ATTEMPTS')).toHaveLength(20)
})

it('makes none for a user whose TOTP is off', async () => {
  const { addUser, totp, stores } = createHarness()
  const user = await addUser()
  expect(await totp.replaceBackupCodes(user.id)).toBeNull()
  expect(await stores.credentials.find(user.id, 'backup_codes')).toBeNull()
})

it('counts no codes whose digests were moved to another user', async () => {
  const { enroll, begin, post, stores } = createHarness()
  const [ada, eve] = [await enroll(), await enroll()]
  const row = await stores.credentials.find(eve.user.id, 'backup_codes')
  if (row === null) throw new Error('no backup codes')
  await stores.credentials.put({ ...row, userId: ada.user.id })
  const { challenge } = (await begin(ada.user)).body
  expect((await post('totp/login', { challenge, code: eve.backupCodes[0] })).outcome).toBe('401 INVALID_TOTP_CODE')
})
