import { spawn } from 'node:child_process'

export interface Started {
  /** `http://127.0.0.1:…`. */
  readonly origin: string
  stop(): Promise<void>
}

export interface StartOptions {
  readonly program: string
  readonly args: readonly string[]
  readonly cwd: string
  readonly timeoutSecs: number
}

/** Starts a server that prints its port as JSON; throws with what it printed when it does not. */
export function start({ program, args, cwd, timeoutSecs }: StartOptions): Promise<Started> {
  const child = spawn(program, args, { cwd, env: environment(cwd), stdio: ['ignore', 'pipe', 'pipe'] })
  const ended = new Promise<void>(resolve => child.once('close', () => resolve()))
  const stop = (): Promise<void> => {
    child.kill('SIGKILL')
    return ended
  }

  return new Promise((resolve, reject) => {
    let output = ''
    const fail = (why: string): void => reject(new Error(`${why}\n${output}`.trim()))
    const timer = setTimeout(() => stop().then(() => fail(`printed no port in ${timeoutSecs} s`)), timeoutSecs * 1000)
    const read = (chunk: Buffer): void => {
      output += chunk
      const port = /"port":(\d+)/.exec(output)?.[1]
      if (port === undefined) return
      clearTimeout(timer)
      resolve({ origin: `http://127.0.0.1:${port}`, stop })
    }
    child.stdout.on('data', read)
    child.stderr.on('data', read)
    child.once('error', error => fail(error.message))
    child.once('close', code => {
      clearTimeout(timer)
      fail(`ended with ${code} before it listened`)
    })
  })
}

/** What they keep stays in our cache. */
const environment = (cwd: string): NodeJS.ProcessEnv => ({
  ...process.env,
  DENO_DIR: cwd,
  DENO_NO_UPDATE_CHECK: '1',
  BUN_INSTALL_CACHE_DIR: cwd,
})
