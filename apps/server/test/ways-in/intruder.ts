import type { CallOptions } from '../client.ts'
import type { ComposedAnswer, ComposedCall } from './composed.ts'

/** What somebody knows who has every first factor of a victim, and what they have gathered on their way. */
export interface Loot {
  /** The victim's, as they are now. */
  readonly email: string
  readonly password: string
  /** Everything that was handed out, by what it is and where it came from; the newest last. */
  readonly secrets: readonly Secret[]
  readonly cookies: Readonly<Record<string, string>>
}

export interface Secret {
  readonly kind: 'token' | 'challenge' | 'key' | 'jwt' | 'guest'
  readonly label: string
  readonly value: string
}

/** Calls with all that was gathered so far, and gathers what the answers bring. */
export interface Intruder {
  readonly loot: Loot
  /** Twice: with the newest secret as bearer and every cookie, and with the cookies alone. Answers both. */
  call(step: string, path: string, body?: unknown): Promise<readonly ComposedAnswer[]>
  /** With the cookies alone. */
  send(step: string, method: string, path: string, body?: unknown): Promise<ComposedAnswer>
  learn(change: Partial<Pick<Loot, 'email' | 'password'>>): void
  newest(kind: Secret['kind']): string | null
}

export function createIntruder(request: ComposedCall, start: Loot): Intruder {
  let loot = start

  async function perform(step: string, method: string, path: string, options: CallOptions): Promise<ComposedAnswer> {
    const answer = await request(method, path, { ...options, headers: browserHeaders(loot.cookies) })
    loot = { ...loot, secrets: [...loot.secrets, ...secretsIn(step, answer)], cookies: cookiesAfter(loot, answer) }
    return answer
  }

  return {
    get loot() {
      return loot
    },
    async call(step, path, body = {}) {
      const bearer = loot.secrets.at(-1)?.value
      const first = await perform(step, 'POST', path, { body, ...(bearer === undefined ? {} : { bearer }) })
      return bearer === undefined ? [first] : [first, await perform(step, 'POST', path, { body })]
    },
    send: (step, method, path, body) => perform(step, method, path, body === undefined ? {} : { body }),
    learn(change) {
      loot = { ...loot, ...change }
    },
    newest: kind => loot.secrets.findLast(each => each.kind === kind)?.value ?? null,
  }
}

/** As a browser on the server's own pages sends them. */
export function browserHeaders(cookies: Loot['cookies']): Readonly<Record<string, string>> {
  const pairs = Object.entries(cookies).map(([name, value]) => `${name}=${value}`)
  return { 'Sec-Fetch-Site': 'same-origin', ...(pairs.length === 0 ? {} : { Cookie: pairs.join('; ') }) }
}

function secretsIn(step: string, { body }: ComposedAnswer): readonly Secret[] {
  const found: Secret[] = []
  const note = (kind: Secret['kind'], value: unknown, label: string): void => {
    if (typeof value === 'string') found.push({ kind, value, label: `${kind} ${label}` })
  }
  note('challenge', body?.challenge, step)
  note('key', body?.key, step)
  const isJwt = typeof body?.token === 'string' && body.token.startsWith('eyJ')
  note(isJwt ? 'jwt' : body?.guest === true ? 'guest' : 'token', body?.token, step)
  return found
}

function cookiesAfter({ cookies }: Loot, { setCookies }: ComposedAnswer): Loot['cookies'] {
  const after = { ...cookies }
  for (const line of setCookies) {
    const [name = '', value = ''] = line.split(';', 1)[0]?.split('=', 2) ?? []
    if (/;\s*max-age=0/i.test(line)) delete after[name]
    else after[name] = value
  }
  return after
}
