import { encode } from 'uqr'

/**
 * Draws a text as a QR code: an SVG without scripts, styles or references, black on white, one unit a module.
 *
 * @example
 * import { totpQr } from '@pylon/totp'
 *
 * const svg = totpQr('otpauth://totp/Acme:ada?issuer=Acme&secret=GEZDGNBVGY3TQOJQ')
 */
export function totpQr(text: string): string {
  const { size, data } = encode(text, { ecc: 'L', boostEcc: true, border: quietModules })
  const path = data.flatMap((row, y) => runsOf(row).map(([x, length]) => `M${x} ${y}h${length}v1h-${length}z`)).join('')
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size} ${size}" shape-rendering="crispEdges">` +
    `<rect width="${size}" height="${size}" fill="#fff"/><path fill="#000" d="${path}"/></svg>`
  )
}

const quietModules = 4 // ISO/IEC 18004: scanners need that much white around

type Run = readonly [start: number, length: number]

/** Where dark modules stand side by side. */
function runsOf(row: readonly boolean[]): readonly Run[] {
  const runs: Run[] = []
  let length = 0
  for (const [x, isDark] of [...row, false].entries()) {
    if (!isDark && length > 0) runs.push([x - length, length])
    length = isDark ? length + 1 : 0
  }
  return runs
}
