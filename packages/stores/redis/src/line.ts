import type { Cluster, Redis } from 'ioredis'
import { createCork } from './cork.ts'
import { isUnknownScript, toStoreError } from './errors.ts'
import { type Argument, type Caller, createInFlight, type Flight, type Words } from './in-flight.ts'
import { followOpening } from './opening.ts'
import type { Script } from './script.ts'

/** The way to Redis. Everything on it is answered or refused in time, with `STORE_UNAVAILABLE`. */
export interface Line {
  /** When a call that begins now must have ended: a point of `performance.now()`. */
  deadline(): number
  send(deadlineAt: number, command: string, ...parameters: Argument[]): Promise<unknown>
  /** Runs a script on its one key. */
  run(deadlineAt: number, script: Script, key: string, ...parameters: Argument[]): Promise<unknown>
  /** Sends to one node of a cluster. */
  sendTo(node: Redis, deadlineAt: number, command: string, ...parameters: Argument[]): Promise<unknown>
  readonly client: Redis | Cluster
  /** Nothing can be sent any more. */
  close(): void
}

export interface LineOptions {
  readonly timeoutSecs: number
  readonly maxWaiting: number
}

export function createLine(client: Redis | Cluster, { timeoutSecs, maxWaiting }: LineOptions): Line {
  const inFlight = createInFlight()
  const opening = followOpening(client)
  const cork = createCork(client)
  let isClosed = false

  function dispatch(to: Caller, deadlineAt: number, script: Script | null, words: Words): Promise<unknown> {
    const refusal = refusalOf(deadlineAt)
    if (refusal !== null) return Promise.reject(toStoreError(refusal))
    return new Promise((resolve, reject) => {
      const flight: Flight = { deadlineAt, isGivenUp: false, to, script, words, resolve, reject }
      inFlight.add(flight)
      if (opening.isReady) write(flight, words)
      else void opening.firstAttempt.then(() => writeOrRefuse(flight))
    })
  }

  function write(flight: Flight, command: Words): void {
    cork()
    flight.to.call(...command).then(
      answer => {
        inFlight.remove(flight)
        flight.resolve(answer)
      },
      (error: unknown) => fail(flight, error),
    )
  }

  function writeOrRefuse(flight: Flight): void {
    if (opening.isReady && performance.now() < flight.deadlineAt && !isClosed) write(flight, flight.words)
    else fail(flight, opening.problem)
  }

  function fail(flight: Flight, error: unknown): void {
    const { script, words, deadlineAt } = flight
    if (script !== null && isUnknownScript(error) && performance.now() < deadlineAt) {
      write(flight, ['EVAL', script.lua, ...words.slice(2)]) // this remembers it again
    } else {
      inFlight.remove(flight)
      flight.reject(toStoreError(error))
    }
  }

  function refusalOf(deadlineAt: number): string | null {
    if (isClosed) return 'The stores are closed'
    if (opening.hasTried && !opening.isReady) return opening.problem
    if (inFlight.isStuck(maxWaiting)) return `${maxWaiting} commands are waiting for Redis`
    return performance.now() >= deadlineAt ? 'The time of this call is up' : null
  }

  return {
    client,
    deadline: () => performance.now() + timeoutSecs * 1_000,
    send: (deadlineAt, ...command) => dispatch(client as Caller, deadlineAt, null, command),
    sendTo: (node, deadlineAt, ...command) => dispatch(node as Caller, deadlineAt, null, command),
    run: (deadlineAt, script, key, ...parameters) =>
      dispatch(client as Caller, deadlineAt, script, ['EVALSHA', script.sha, 1, key, ...parameters]),
    close() {
      isClosed = true
      opening.stop()
    },
  }
}
