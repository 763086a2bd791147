import type { Answer, Call } from '../client.ts'

/** What a crowd of clients has seen. */
export interface Sightings {
  /** How often each outcome was seen: `GET /me: right`, `GET /me: 503 STORE_UNAVAILABLE`. */
  readonly outcomes: ReadonlyMap<string, number>
  /** The longest that one of them waited for an answer, in milliseconds. */
  readonly longestMs: number
}

/** One thing that a client does, with the answer that is right. */
export interface Errand {
  readonly name: string
  run(): Promise<Answer>
  isRight(answer: Answer): boolean
}

/** Lets `clients` run errands one after the other until `stop` is called. */
export function startCrowd(errands: readonly Errand[], clients: number): { stop(): Promise<Sightings> } {
  const outcomes = new Map<string, number>()
  let longestMs = 0
  let isStopped = false

  async function client(first: number): Promise<void> {
    for (let at = first; !isStopped; at += 1) {
      const errand = errands[at % errands.length]
      if (errand === undefined) return
      const startedAt = performance.now()
      const answer = await errand.run()
      longestMs = Math.max(longestMs, performance.now() - startedAt)
      const outcome = `${errand.name}: ${errand.isRight(answer) ? 'right' : `${answer.status} ${answer.code}`}`
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1)
    }
  }

  const running = Promise.all(Array.from({ length: clients }, (_, at) => client(at)))
  return {
    async stop() {
      isStopped = true
      await running
      return { outcomes, longestMs }
    },
  }
}

/** A session check, the list of one's sessions, and a sign-in. */
export function errandsOf(call: Call, user: { readonly id: string; readonly token: string; readonly account: object }) {
  const errands: readonly Errand[] = [
    {
      name: 'GET /me',
      run: () => call('GET', '/me', { bearer: user.token }),
      isRight: ({ status, body }) => status === 200 && body.user_id === user.id,
    },
    {
      name: 'GET /sessions',
      run: () => call('GET', '/sessions', { bearer: user.token }),
      isRight: ({ status, body }) => status === 200 && body.length > 0,
    },
    {
      name: 'POST /password/login',
      run: () => call('POST', '/password/login', { body: user.account }),
      isRight: ({ status, body }) => status === 200 && body.user_id === user.id,
    },
  ]
  return errands
}
