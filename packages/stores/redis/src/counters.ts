import type { Count, CounterStore } from '@pylon/core'
import type { Keys } from './keys.ts'
import type { Line } from './line.ts'
import { defineScript } from './script.ts'

/** Redis drops a counter after its window has ended: there is nothing to sweep. */
export function redisCounters(line: Line, keys: Keys): CounterStore {
  async function increment(key: string, by: number, windowSecs: number, now: number): Promise<Count> {
    checkNumbers(by, windowSecs, now)
    const answer = await line.run(line.deadline(), incrementScript, keys.counter(key), by, windowSecs, now)
    const [count, resetAt] = answer as [number | string, string] // what the script returns
    return { count: Number(count), resetAt: Number(resetAt) }
  }

  async function reset(key: string): Promise<void> {
    await line.send(line.deadline(), 'DEL', keys.counter(key))
  }

  return { increment, reset, sweep: async () => 0 }
}

/** Lua would read a NaN, and keep it: no limit would hold for that key any more. */
function checkNumbers(by: number, windowSecs: number, now: number): void {
  if (!Number.isSafeInteger(by)) throw new RangeError(`by: expected a whole number, found ${by}`)
  if (!Number.isFinite(windowSecs) || !Number.isFinite(now)) {
    throw new RangeError(`Expected a window and a time in seconds, found ${windowSecs} and ${now}`)
  }
}

/**
 * A hash of `n`, the count, and `r`, when the window ends. The first part is the common case, in two commands.
 *
 * Redis keeps it for twice the window (an hour more at most): whoever sets the clock of the server back within the window
 * makes it end that much later. Both times count from now, so it does not matter what the clock of Redis shows.
 */
const incrementScript = defineScript(`
local resetAt = redis.call('HGET', KEYS[1], 'r')
local now, count = ARGV[3] + 0, 0
if resetAt then
  local at = resetAt + 0
  if at > now then
    if at <= now + ARGV[2] then
      count = redis.call('HINCRBY', KEYS[1], 'n', ARGV[1])
      if count >= 0 then return { count, resetAt } end
      redis.call('HSET', KEYS[1], 'n', 0)
      return { 0, resetAt }
    end
    count = redis.call('HGET', KEYS[1], 'n') + 0
  end
end
count = math.max(0, count + ARGV[1])
resetAt = string.format('%.17g', now + ARGV[2])
redis.call('HSET', KEYS[1], 'n', string.format('%.0f', count), 'r', resetAt)
local keepSecs = ARGV[2] + math.min(ARGV[2] + 0, 3600)
redis.call('PEXPIRE', KEYS[1], string.format('%.0f', math.min(keepSecs * 1000, 9e15)))
return { count, resetAt }`)
