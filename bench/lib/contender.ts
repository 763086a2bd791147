import type { ServerProcess } from './server-process.ts'

/** One of those that are measured side by side. */
export interface Contender {
  readonly name: string
  /** Requests of one round: fewer for the slow. */
  readonly requestsPerRound: number
  /** `first` is the contender at the head of the list, running; null for that one itself. */
  start(first: RunningContender | null): Promise<RunningContender>
}

export interface RunningContender {
  readonly server: ServerProcess
  /** The requests whose price is measured, as they go on the wire; sent in turn. */
  readonly requests: readonly string[]
}
