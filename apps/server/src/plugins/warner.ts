import { type Logger, warnSparingly } from '../log.ts'

/** What a plugin could not do, by its name. */
const warnings: Readonly<Record<string, string>> = {
  captcha: 'a captcha could not be verified',
  rate_limit: 'a request could not be counted',
  session_expiry: 'a session could not be given a full lifetime again',
}

/** Warns sparingly of each plugin's failures, and counts all of them. */
export function createPluginWarner(
  logger: Logger,
  count: (plugin: string) => void,
): (plugin: string, error: unknown) => void {
  const warners = new Map(Object.entries(warnings).map(([plugin, text]) => [plugin, warnSparingly(logger, text)]))
  return (plugin, error) => {
    count(plugin)
    warners.get(plugin)?.(error)
  }
}
