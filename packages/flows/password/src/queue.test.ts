import { availableParallelism } from 'node:os'
import { ConfigError, PylonError } from '@pylon/core'
import { expect, it } from 'vitest'
import { createHashQueue } from './queue.ts'

/** A task that ends when told to, and knows whether it has begun. */
function heldTask(): { run(): Promise<string>; release(): void; fail(): void; readonly hasBegun: boolean } {
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  let hasBegun = false
  return {
    run() {
      hasBegun = true
      return promise
    },
    release: () => resolve('done'),
    fail: () => reject(new Error('task failed')),
    get hasBegun() {
      return hasBegun
    },
  }
}

it('of 300 tasks runs two at a time, lets 256 wait and refuses 42 as BUSY', async () => {
  const queue = createHashQueue({ maxConcurrent: 2 })
  let running = 0
  let mostRunning = 0
  const task = async (): Promise<void> => {
    running += 1
    mostRunning = Math.max(mostRunning, running)
    await new Promise(resolve => setImmediate(resolve))
    running -= 1
  }
  const runs = Array.from({ length: 300 }, () => queue.run(task))
  expect([queue.active, queue.queued]).toEqual([2, 256])
  await expect(queue.requireRoom()).rejects.toThrow('Too many')

  const results = await Promise.allSettled(runs)
  const refusals = results.filter(result => result.status === 'rejected').map(result => result.reason)
  expect(refusals).toHaveLength(42)
  expect(refusals.every(error => error instanceof PylonError && error.code === 'BUSY')).toBe(true)
  expect(mostRunning).toBe(2)
  expect([queue.active, queue.queued]).toEqual([0, 0])
  await queue.requireRoom()
})

it('holds a place for what is admitted, from before its first step to its end', async () => {
  const queue = createHashQueue({ maxConcurrent: 1, maxQueued: 2 })
  const held = Array.from({ length: 3 }, heldTask)
  const admitted = held.map(({ run }) => queue.admit(run))
  const late = { isBegun: false }
  const refused = queue.admit(async () => {
    late.isBegun = true
  })
  await expect(refused).rejects.toMatchObject({ code: 'BUSY' })
  await expect(queue.requireRoom()).rejects.toMatchObject({ code: 'BUSY' })
  expect(late.isBegun).toBe(false)
  held[0]?.release()
  await admitted[0]
  await queue.requireRoom()
  await expect(queue.admit(() => queue.run(async () => Promise.reject(new Error('as it is'))))).rejects.toThrow(
    'as it is',
  )
  for (const { release } of held) release()
  await Promise.all(admitted)
  await queue.requireRoom()
})

it('refuses with 503, Retry-After and retry_after_secs, and a new error each time', async () => {
  const queue = createHashQueue({ maxConcurrent: 1, maxQueued: 0 })
  const held = heldTask()
  const first = queue.run(held.run)

  const refuse = (): Promise<unknown> => queue.run(held.run).catch((error: unknown) => error)
  const error = await refuse()
  expect(error).toMatchObject({
    code: 'BUSY',
    status: 503,
    headers: [['Retry-After', '1']],
    details: { retry_after_secs: 1 },
  })
  expect(await refuse()).not.toBe(error)
  held.release()
  await first
})

it('serves in the order of arrival', async () => {
  const queue = createHashQueue({ maxConcurrent: 1 })
  const order: number[] = []
  await Promise.all(
    [1, 2, 3, 4, 5].map(number =>
      queue.run(async () => {
        order.push(number)
      }),
    ),
  )

  expect(order).toEqual([1, 2, 3, 4, 5])
})

it('lets nobody overtake while a slot changes hands', async () => {
  const queue = createHashQueue({ maxConcurrent: 1 })
  const [first, second, late] = [heldTask(), heldTask(), heldTask()]
  const runs = [queue.run(first.run), queue.run(second.run)]
  first.release()
  await runs[0]

  runs.push(queue.run(late.run))
  await Promise.resolve()
  expect([second.hasBegun, late.hasBegun, queue.active]).toEqual([true, false, 1])
  second.release()
  late.release()
  await Promise.all(runs)
})

it('frees the slot of a task that fails or throws at once, and passes the error on', async () => {
  const queue = createHashQueue({ maxConcurrent: 1 })
  const held = heldTask()
  const failing = queue.run(held.run)
  const throwing = queue.run(() => {
    throw new Error('thrown at once')
  })
  const working = queue.run(async () => 'works')
  held.fail()

  await expect(failing).rejects.toThrow('task failed')
  await expect(throwing).rejects.toThrow('thrown at once')
  expect(await working).toBe('works')
  expect([queue.active, queue.queued]).toEqual([0, 0])
})

it('by default runs as many at once as the machine has cores', async () => {
  const queue = createHashQueue()
  const held = heldTask()
  const runs = Array.from({ length: 200 }, () => queue.run(held.run))
  expect(queue.active).toBe(Math.min(200, availableParallelism()))
  held.release()
  await Promise.all(runs)
})

it.each([{ maxConcurrent: 0 }, { maxConcurrent: 1.5 }, { maxQueued: -1 }, { maxQueued: Number.NaN }])(
  'refuses %j',
  options => {
    expect(() => createHashQueue(options)).toThrow(ConfigError)
  },
)
