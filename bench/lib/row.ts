/** One line of the table. */
export interface Row {
  readonly bench: string
  /** What was measured. */
  readonly name: string
  /** The figure that is held against the goal, or null for a line that stands there for comparison. */
  readonly figure: string | null
  readonly goal: string | null
  /** Null without a goal. */
  readonly isMet: boolean | null
  /** Absolute figures; they move from machine to machine and from minute to minute. */
  readonly absolute: string
}

export interface Bench {
  readonly name: string
  /** Runs only when it is named: it takes too long for every time. Default: false. */
  readonly isOnRequest?: boolean
  run(options: BenchOptions): Promise<readonly Row[]>
}

export interface BenchOptions {
  /** How long a bench may go on that can be cut short. */
  readonly budgetSecs: number
}

/** A goal that a figure stays below. */
export function atMost(limit: number, figure: number, show: (value: number) => string): GoalMembers {
  return { figure: show(figure), goal: `≤ ${show(limit)}`, isMet: figure <= limit }
}

/** A goal that a figure reaches. */
export function atLeast(limit: number, figure: number, show: (value: number) => string): GoalMembers {
  return { figure: show(figure), goal: `≥ ${show(limit)}`, isMet: figure >= limit }
}

/** A figure without a goal. */
export function plain(figure: string | null = null): GoalMembers {
  return { figure, goal: null, isMet: null }
}

type GoalMembers = Pick<Row, 'figure' | 'goal' | 'isMet'>

export const ratio = (value: number): string => `${value.toFixed(2)} ×`
export const millis = (value: number): string => `${value.toFixed(value < 10 ? 2 : 1)} ms`
export const micros = (value: number): string => `${value.toFixed(1)} µs`
export const count = (value: number): string => Math.round(value).toLocaleString('en-US')
export const perSec = (value: number): string => `${count(value)}/s`
