import type { Check } from './check.ts'
import { pnpm, run } from './run.ts'

export const build: Check = {
  name: 'build',
  title: 'every package and app builds',
  async find() {
    const { isOk, output } = await run(...pnpm('run', 'build'))
    return isOk ? [] : [output]
  },
}
