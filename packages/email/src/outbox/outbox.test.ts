import { describe, expect, it, onTestFinished } from 'vitest'
import { failureOf, problemsOf } from '../../test/failure-of.ts'
import { memoryOutboxStore } from '../../test/memory-outbox-store.ts'
import { codeMail, createHarness } from '../../test/outbox-harness.ts'
import { testKeys } from '../../test/test-keys.ts'
import { EmailError } from '../email-error.ts'

const hour = 3600
const later = (secs: number) => ({ expiresAt: 1_800_000_000 + secs })

describe('enqueue', () => {
  it('keeps address, code and key out of the store', async () => {
    const { outbox, store } = createHarness()

    await outbox.enqueue(codeMail())

    const stored = JSON.stringify([...store.mails.values()])
    for (const secret of ['ada', '482913', 'sign_in_code']) expect(stored).not.toContain(secret)
    expect(await outbox.waiting()).toBe(1)
  })

  it('does not wait for the transport, nor tell that it fails', async () => {
    const { outbox, outcomes } = createHarness()
    outcomes.push(new Promise(() => {}), 'permanent')
    outbox.start()
    onTestFinished(() => void outbox.stop())

    await outbox.enqueue(codeMail({ key: 'a' }))
    await outbox.enqueue(codeMail({ key: 'b' }))
  })

  it('throws what the store throws, so that nobody is told of a mail that is not there', async () => {
    const { outbox, store } = createHarness()
    store.failNext('insert')

    await expect(outbox.enqueue(codeMail())).rejects.toThrow('the store is away')
    expect(await outbox.waiting()).toBe(0)
  })

  it.each([
    ['address', codeMail({ to: 'ada@example.com\r\nBcc: eve@example.com' })],
    ['address', codeMail({ to: 'ada@example.com,eve@example.com', isDecoy: true })],
    ['key', codeMail({ key: '' })],
    ['time', codeMail({ expiresAt: Number.NaN })],
    ['time', codeMail({ expiresAt: undefined as never })],
    ['template', codeMail({ template: 'newsletter' })],
    ['value', codeMail({ values: { code: '482913' } })],
    ['value', codeMail({ template: 'sign_in_link', values: { url: 'javascript:482913', minutes: '1' } })],
  ])('refuses a mail with an unsound %s before anything is stored, and repeats none of it', async (_, mail) => {
    const { outbox } = createHarness()

    const failure = await failureOf(outbox.enqueue(mail))

    expect(failure.message).not.toMatch(/eve|482913/)
    expect(await outbox.waiting()).toBe(0)
  })
})

describe('sending', () => {
  it('hands over the rendered mail once, deletes it and tells', async () => {
    const { outbox, sent, events, store } = createHarness()
    await outbox.enqueue(codeMail())
    const [stored] = store.mails.values()

    await outbox.runOnce()
    await outbox.runOnce()

    expect(sent).toHaveLength(1)
    expect(sent[0]).toMatchObject({
      id: stored?.id,
      to: 'ada@example.com',
      from: 'Acme <no-reply@acme.com>',
      subject: 'Your sign-in code for Acme',
      text: expect.stringContaining('482913'),
    })
    expect(events).toEqual([['email.sent', { template: 'sign_in_code', tries: 1 }]])
    expect(outbox.counts()).toEqual({ sent: 1, failed: 0, retried: 0 })
    expect(await outbox.waiting()).toBe(0)
  })

  it('does the same with a decoy but the sending', async () => {
    const { outbox, sent, events, store } = createHarness()
    await outbox.enqueue(codeMail({ key: 'real' }))
    await outbox.enqueue(codeMail({ key: 'decoy', isDecoy: true }))
    await outbox.enqueue(codeMail({ key: 'nowhere', to: '7@twitter.invalid' }))
    const [real, decoy] = [...store.mails.values()]

    await outbox.runOnce()

    expect(Math.abs((real?.value.length ?? 0) - (decoy?.value.length ?? 0))).toBeLessThan(4)
    expect(sent).toHaveLength(1)
    expect(events).toHaveLength(1)
    expect(await outbox.waiting()).toBe(0)
  })

  it('takes the oldest first', async () => {
    const { outbox, sent, clock } = createHarness({ maxConcurrent: 1 })
    for (const code of ['1', '2', '3']) {
      await outbox.enqueue(codeMail({ key: code, values: { code, minutes: '10' } }))
      clock.now += 1
    }

    await outbox.runOnce()

    expect(sent.map(({ text }) => /\n(\d)\n/.exec(text)?.[1])).toEqual(['1', '2', '3'])
  })

  it('works off all that is due, at most maxConcurrent at a time', async () => {
    let [running, most] = [0, 0]
    const transport = {
      name: 'counting',
      async send() {
        running += 1
        most = Math.max(most, running)
        await new Promise(resolve => setImmediate(resolve))
        running -= 1
      },
    }
    const { outbox } = createHarness({ transport, maxConcurrent: 3 })
    for (let index = 0; index < 50; index++) await outbox.enqueue(codeMail({ key: `${index}` }))

    await outbox.runOnce()

    expect(most).toBe(3)
    expect(outbox.counts().sent).toBe(50)
  })

  it('lets a mail that hangs hold one place and no more', async () => {
    const { outbox, outcomes, sent } = createHarness({ maxConcurrent: 2, sendTimeoutSecs: 0.2 })
    outcomes.push(new Promise(() => {}))
    for (let index = 0; index < 10; index++) await outbox.enqueue(codeMail({ key: `${index}` }))

    await outbox.runOnce()

    expect(sent).toHaveLength(9)
    expect(outbox.counts()).toEqual({ sent: 9, failed: 0, retried: 1 })
  })

  it('gives each mail to exactly one of several servers', async () => {
    const store = memoryOutboxStore()
    const servers = Array.from({ length: 4 }, () => createHarness({}, store))
    for (let index = 0; index < 200; index++) await servers[0]?.outbox.enqueue(codeMail({ key: `${index}` }))

    await Promise.all(servers.map(({ outbox }) => outbox.runOnce()))

    const ids = servers.flatMap(({ sent }) => sent.map(({ id }) => id))
    expect(ids).toHaveLength(200)
    expect(new Set(ids).size).toBe(200)
    expect(servers.every(({ sent }) => sent.length > 0)).toBe(true)
  })
})

describe('a later mail with the same key', () => {
  it('takes the place of one that waits', async () => {
    const { outbox, sent, outcomes, clock } = createHarness()
    outcomes.push('temporary')
    await outbox.enqueue(codeMail({ values: { code: '111111', minutes: '10' } }))
    await outbox.runOnce()

    await outbox.enqueue(codeMail({ values: { code: '222222', minutes: '10' } }))
    clock.now += hour
    await outbox.enqueue(codeMail({ values: { code: '333333', minutes: '10' }, ...later(2 * hour) }))
    await outbox.runOnce()

    expect(sent.map(({ text }) => /\d{6}/.exec(text)?.[0])).toEqual(['333333'])
  })

  it.each([
    ['sent', null],
    ['refused', true],
    ['to be tried again', false],
  ])('is not deleted, postponed or counted by the fate of the one in flight, which is %s', async (_, isPermanent) => {
    const gate = Promise.withResolvers<void>()
    const { outbox, sent, outcomes, events } = createHarness()
    outcomes.push(gate.promise)
    await outbox.enqueue(codeMail({ values: { code: '111111', minutes: '10' } }))
    const running = outbox.runOnce()
    await expect.poll(() => outcomes.length).toBe(0)

    await outbox.enqueue(codeMail({ values: { code: '222222', minutes: '10' } }))
    if (isPermanent === null) gate.resolve()
    else gate.reject(new EmailError('told', { isPermanent }))
    await running

    expect(sent.filter(({ text }) => text.includes('222222'))).toHaveLength(1)
    expect(events.map(([name]) => name)).toEqual(sent.map(() => 'email.sent'))
    expect(outbox.counts()).toEqual({ sent: sent.length, failed: 0, retried: 0 })
    expect(await outbox.waiting()).toBe(0)
  })
})

describe('a temporary failure', () => {
  it('is tried again after 5 s, 30 s, 2 min, 10 min, 30 min and an hour, under the same id', async () => {
    const { outbox, store, clock, outcomes, sent, events } = createHarness({ maxTries: 8 })
    outcomes.push(...Array.from({ length: 7 }, () => 'temporary' as const))
    await outbox.enqueue(codeMail(later(100 * hour)))
    const [stored] = store.mails.values()

    for (const secs of [5, 30, 120, 600, 1800, 3600, 3600]) {
      await outbox.runOnce()
      clock.now += secs - 1
      const before = outcomes.length
      await outbox.runOnce()
      expect(outcomes.length).toBe(before) // a second too early
      clock.now += 1
    }
    await outbox.runOnce()

    expect(sent.map(({ id }) => id)).toEqual([stored?.id])
    expect(events).toEqual([['email.sent', { template: 'sign_in_code', tries: 8 }]])
    expect(outbox.counts()).toEqual({ sent: 1, failed: 0, retried: 7 })
  })

  it('is spread by chance, so that an outage does not end in one burst', async () => {
    for (const [random, secs] of [
      [0, 4],
      [1, 6],
    ] as const) {
      const { outbox, store, clock, outcomes } = createHarness({ random: () => random })
      outcomes.push('temporary')
      await outbox.enqueue(codeMail())
      await outbox.runOnce()
      expect([...store.mails.values()][0]?.dueAt).toBe(clock.now + secs)
    }
  })

  it('is given up after maxTries, with an event and an error each time', async () => {
    const { outbox, clock, outcomes, events, errors } = createHarness({ maxTries: 3 })
    outcomes.push('temporary', 'temporary', 'temporary')
    await outbox.enqueue(codeMail(later(100 * hour)))

    for (let round = 0; round < 5; round++) {
      await outbox.runOnce()
      clock.now += hour
    }

    expect(events).toEqual([['email.failed', { template: 'sign_in_code', reason: 'too_many_tries' }]])
    expect(errors).toEqual(['told: temporary', 'told: temporary', 'told: temporary'])
    expect(outbox.counts()).toEqual({ sent: 0, failed: 1, retried: 2 })
    expect(await outbox.waiting()).toBe(0)
  })

  it('of a code that lives ten minutes gets its tries within them, and is never sent later', async () => {
    const { outbox, clock, outcomes, events, store } = createHarness()
    const outage = Array.from({ length: 20 }, () => 'temporary' as const)
    outcomes.push(...outage)
    await outbox.enqueue(codeMail())
    const tried: number[] = []

    while (store.mails.size > 0) {
      const before = outcomes.length
      await outbox.runOnce()
      if (outcomes.length < before) tried.push(clock.now - 1_800_000_000)
      clock.now += 1
    }

    expect(tried).toHaveLength(8)
    expect(tried.slice(0, 4)).toEqual([0, 5, 35, 155])
    expect(tried.at(-1)).toBeGreaterThan(540)
    expect(tried.at(-1)).toBeLessThan(600)
    expect(events).toEqual([['email.failed', { template: 'sign_in_code', reason: 'too_many_tries' }]])
  })

  it('is given up when there is no time left for another try', async () => {
    const { outbox, outcomes, events } = createHarness()
    outcomes.push('temporary')
    await outbox.enqueue(codeMail(later(3)))

    await outbox.runOnce()

    expect(events).toEqual([['email.failed', { template: 'sign_in_code', reason: 'expired' }]])
    expect(await outbox.waiting()).toBe(0)
  })
})

describe('a mail is not sent', () => {
  it('when it was refused for good', async () => {
    const { outbox, outcomes, events } = createHarness()
    outcomes.push('permanent')
    await outbox.enqueue(codeMail())

    await outbox.runOnce()

    expect(events).toEqual([['email.failed', { template: 'sign_in_code', reason: 'refused' }]])
    expect(await outbox.waiting()).toBe(0)
  })

  it('when it expired while it waited', async () => {
    const { outbox, clock, sent, events } = createHarness()
    await outbox.enqueue(codeMail())
    clock.now += 600

    await outbox.runOnce()

    expect(sent).toEqual([])
    expect(events).toEqual([['email.failed', { template: 'sign_in_code', reason: 'expired' }]])
  })

  it('when its seal does not open, or was moved from another mail', async () => {
    const { outbox, store, sent, events } = createHarness()
    await outbox.enqueue(codeMail({ key: 'a' }))
    await outbox.enqueue(codeMail({ key: 'b' }))
    const [one, other] = [...store.mails.values()]
    if (one === undefined || other === undefined) throw new Error('expected two mails')
    store.mails.set(one.id, { ...one, value: other.value })
    store.mails.set(other.id, { ...other, value: testKeys(new Uint8Array(32)).seal('{}', `outbox:${other.id}`) })

    await outbox.runOnce()

    expect(sent).toEqual([])
    expect(events).toEqual([
      ['email.failed', { template: null, reason: 'unreadable' }],
      ['email.failed', { template: null, reason: 'unreadable' }],
    ])
  })

  it('when it was tried too often by servers that died of it', async () => {
    const { outbox, store, sent, events } = createHarness({ maxTries: 3 })
    await outbox.enqueue(codeMail())
    for (const mail of store.mails.values()) store.mails.set(mail.id, { ...mail, tries: 3 })

    await outbox.runOnce()

    expect(sent).toEqual([])
    expect(events).toEqual([['email.failed', { template: 'sign_in_code', reason: 'too_many_tries' }]])
  })
})

it('keeps what a foreign transport throws to itself, but for its name', async () => {
  const { outbox, outcomes, errors } = createHarness()
  outcomes.push(new TypeError('ada@example.com 482913'))
  await outbox.enqueue(codeMail())

  await outbox.runOnce()

  expect(errors).toEqual(['told: TypeError'])
  expect(outbox.counts().retried).toBe(1)
})

describe('a store that fails', () => {
  it('at the claim, is told of, and the mail goes out next time', async () => {
    const { outbox, store, sent, errors } = createHarness()
    await outbox.enqueue(codeMail())
    store.failNext('claim')

    await outbox.runOnce()
    expect([sent.length, errors]).toEqual([0, ['claim: the store is away']])

    await outbox.runOnce()
    expect(sent).toHaveLength(1)
  })

  it.each(['delete', 'postpone'] as const)(
    'at the %s, is told of, and the mail comes back after its lease under the same id',
    async method => {
      const { outbox, store, clock, sent, errors, outcomes, events } = createHarness()
      if (method === 'postpone') outcomes.push('temporary')
      await outbox.enqueue(codeMail())
      store.failNext(method)

      await outbox.runOnce()
      clock.now += 59
      await outbox.runOnce()
      expect(errors).toContain(`${method}: the store is away`)
      const before = sent.length
      clock.now += 1
      await outbox.runOnce()

      expect(sent.length).toBe(before + 1)
      expect(new Set(sent.map(({ id }) => id)).size).toBe(1)
      expect(events).toEqual([['email.sent', { template: 'sign_in_code', tries: 2 }]])
      expect(await outbox.waiting()).toBe(0)
    },
  )

  it('does not end the worker, and neither does an event handler or a log that throws', async () => {
    const onEvent = async () => Promise.reject(new Error('nobody listens'))
    const onError = () => {
      throw new Error('no log')
    }
    const { outbox, store, sent } = createHarness({ onEvent, onError, pollIntervalSecs: 0.02 })
    for (const method of ['claim', 'delete', 'claim'] as const) store.failNext(method)
    outbox.start()
    onTestFinished(() => void outbox.stop())

    await outbox.enqueue(codeMail({ key: 'a' }))
    await outbox.enqueue(codeMail({ key: 'b' }))

    await expect.poll(() => sent.length).toBe(2)
  })
})

describe('the worker', () => {
  it('wakes up when a mail comes in', async () => {
    const { outbox, sent } = createHarness({ pollIntervalSecs: 3600 })
    outbox.start()
    onTestFinished(() => void outbox.stop())

    for (let index = 0; index < 20; index++) void outbox.enqueue(codeMail({ key: `${index}` }))

    await expect.poll(() => sent.length).toBe(20)
  })

  it('looks for mails that became due, and for those of other servers', async () => {
    const { outbox, sent, outcomes, clock, store } = createHarness({ pollIntervalSecs: 0.02 })
    outcomes.push('temporary')
    outbox.start()
    outbox.start()
    onTestFinished(() => void outbox.stop())
    await outbox.enqueue(codeMail())
    await expect.poll(() => outbox.counts().retried).toBe(1)

    clock.now += 5
    await createHarness({}, store).outbox.enqueue(codeMail({ key: 'of another server' }))

    await expect.poll(() => sent.length).toBe(2)
  })

  it('sends nothing before it is started, or after it is stopped', async () => {
    const { outbox, sent } = createHarness({ pollIntervalSecs: 0.01 })
    await outbox.enqueue(codeMail())
    outbox.start()
    await expect.poll(() => sent.length).toBe(1)
    await outbox.stop()

    await outbox.enqueue(codeMail())
    await new Promise(resolve => setImmediate(resolve))

    expect(sent).toHaveLength(1)
    expect(await outbox.waiting()).toBe(1)
  })

  it('finishes what is in flight when it is stopped, and takes nothing more', async () => {
    const gate = Promise.withResolvers<void>()
    const { outbox, sent, outcomes } = createHarness({ maxConcurrent: 1 })
    outcomes.push(gate.promise)
    outbox.start()
    await outbox.enqueue(codeMail({ key: 'a' }))
    await outbox.enqueue(codeMail({ key: 'b' }))
    await expect.poll(() => outcomes.length).toBe(0)

    let hasStopped = false
    const stopping = outbox.stop().then(() => {
      hasStopped = true
    })
    await new Promise(resolve => setImmediate(resolve))
    expect(hasStopped).toBe(false)
    gate.resolve()
    await stopping

    expect(sent).toHaveLength(1)
    expect(await outbox.waiting()).toBe(1)
  })

  it('does not wait for ever when it is stopped', async () => {
    const { outbox, outcomes } = createHarness({ stopTimeoutSecs: 0.05 })
    outcomes.push(new Promise(() => {}))
    outbox.start()
    await outbox.enqueue(codeMail())
    await expect.poll(() => outcomes.length).toBe(0)

    await outbox.stop()
    await outbox.stop()

    expect(await outbox.waiting()).toBe(1)
  })
})

it('refuses a malformed sender and numbers out of range, all at once', () => {
  const numbers = { maxTries: 0, maxConcurrent: 1.5, pollIntervalSecs: 0, stopTimeoutSecs: Number.NaN }

  expect(problemsOf(() => createHarness({ from: 'Acme', ...numbers }))).toHaveLength(5)
  expect(problemsOf(() => createHarness({ leaseSecs: 30, sendTimeoutSecs: 30 }))).toEqual([
    'leaseSecs: expected more than sendTimeoutSecs',
  ])
})
