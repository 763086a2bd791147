import type { Check } from './check.ts'
import { bin, run } from './run.ts'

export const lint: Check = {
  name: 'lint',
  title: 'Biome finds nothing to mend; `npx -y pnpm@12 format` mends most of it',
  async find() {
    const { isOk, output } = await run(bin('biome'), ['check', '.', '--colors=off', '--error-on-warnings'])
    return isOk ? [] : [output]
  },
}
