import { expect, it } from 'vitest'
import { type Answer, createHarness, type Harness } from './harness.ts'
import { watchStores } from './watch-stores.ts'

const addresses = { known: 'known@example.com', banned: 'banned@example.com', unknown: 'other@example.com' }

/** What an attacker could tell apart: the answer, and the work behind it. */
interface Trace {
  readonly status: number
  readonly body: string
  readonly headers: readonly string[]
  readonly calls: readonly string[]
  readonly mails: readonly string[]
}

it.each([
  ['a code is asked for', (h: Harness, address: string) => h.sendCode(address)],
  ['a link is asked for', (h: Harness, email: string) => h.call('/magic-link/send', { body: { email } })],
  ['a code is guessed that was never sent', (h: Harness, address: string) => h.verifyCode('000000', { address })],
])('shows no difference when %s for a known, a banned and an unknown address', async (_name, act) => {
  expect(await traces(act)).toHaveProperty('size', 1)
})

it('shows no difference when a code is guessed that was sent, nor when another is asked for too soon', async () => {
  const wrongCode = (h: Harness, address: string): Promise<Answer> => h.verifyCode('wrong!', { address })
  expect(await traces(wrongCode, (h, address) => h.sendCode(address))).toHaveProperty('size', 1)
  const sendTwice = (h: Harness, address: string): Promise<Answer> => h.sendCode(address)
  expect(await traces(sendTwice, sendTwice)).toHaveProperty('size', 1)
})

async function traces(
  act: (harness: Harness, address: string) => Promise<Answer>,
  before: (harness: Harness, address: string) => Promise<unknown> = async () => {},
): Promise<Set<string>> {
  const seen = new Set<string>()
  for (const address of Object.values(addresses)) {
    const calls: string[] = []
    const harness = createHarness({ wrapStores: stores => watchStores(stores, call => void calls.push(call)) })
    await harness.addUser({ id: 'usr_known', email: addresses.known })
    await harness.addUser({ id: 'usr_banned', email: addresses.banned, isBanned: true })
    await before(harness, address)
    calls.length = 0
    harness.mails.length = 0
    const { status, text, headers } = await act(harness, address)
    const trace: Trace = {
      status,
      body: text.replaceAll(address, 'address'),
      headers: [...headers].map(([name, value]) => (name === 'x-request-id' ? name : `${name}: ${value}`)),
      calls,
      mails: harness.mails.map(mail => `${mail.template} ${mail.isDecoy ?? false}`),
    }
    expect(calls.length).toBeGreaterThan(1)
    seen.add(JSON.stringify(trace))
  }
  return seen
}
