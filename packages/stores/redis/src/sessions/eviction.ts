import { masters } from '../key-scan.ts'
import type { Line } from '../line.ts'

/**
 * Whether Redis may drop a user's index while the sessions in it live: only under a policy that evicts keys without an
 * expiry. It is asked each time, for somebody may change it while we run.
 */
export async function mayLoseIndexes(line: Line, deadlineAt: number): Promise<boolean> {
  const nodes = await masters(line, deadlineAt)
  const answers = await Promise.all(nodes.map(node => line.sendTo(node, deadlineAt, 'INFO', 'memory')))
  return answers.some(info => evicts.test(String(info)))
}

const evicts = /^maxmemory_policy:allkeys/m
