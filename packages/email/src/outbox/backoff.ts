/** Seconds to wait after the try of that number: 5, 30, 120, 600, 1800, then 3600, each a fifth up or down. */
export function backoffSecs(tries: number, random: () => number): number {
  const secs = steps[Math.min(Math.max(tries, 1), steps.length) - 1] ?? 3600
  return Math.round(secs * (0.8 + 0.4 * random())) // apart, so that an outage does not end in one burst
}

/** Null when there is no time for another try. Halves what is left, so that short-lived codes get their tries too. */
export function nextTryAt(
  mail: { tries: number; expiresAt: number },
  now: number,
  random: () => number,
): number | null {
  const delay = Math.min(backoffSecs(mail.tries, random), Math.floor((mail.expiresAt - now) / 2))
  return delay < 2 ? null : now + delay
}

const steps = [5, 30, 120, 600, 1800, 3600]
