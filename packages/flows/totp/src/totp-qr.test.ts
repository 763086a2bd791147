import jsqr from 'jsqr'
import { expect, it } from 'vitest'
import { totpQr } from './totp-qr.ts'
import { totpUrl } from './totp-url.ts'

const scan = jsqr as unknown as typeof jsqr.default // its types speak of an ES module, and it is none

const secret = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ'
const longest = {
  secret: 'A'.repeat(103),
  issuer: 'é'.repeat(64),
  account: `${'ü'.repeat(120)}@example.com`,
  algorithm: 'SHA512',
  digits: 8,
} as const

it.each([
  ['usual', { secret, issuer: 'Acme', account: 'ada@example.com' }],
  ['longest', longest],
])('draws a code from which a scanner reads the %s URL', (_, options) => {
  const url = totpUrl(options)
  const { pixels, width } = rasterise(totpQr(url), 4)
  expect(scan(pixels, width, width)?.data).toBe(url)
})

it('draws nothing but one square and one path: no scripts, no references', () => {
  const svg = totpQr(totpUrl({ secret, issuer: '<script>', account: '"><script>alert(1)</script>' }))
  expect(svg).toMatch(
    /^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" viewBox="0 0 \d+ \d+" shape-rendering="crispEdges"><rect width="\d+" height="\d+" fill="#fff"\/><path fill="#000" d="[Mhvz\d -]+"\/><\/svg>$/,
  )
})

it('keeps four white modules around, as scanners need', () => {
  const { pixels, width } = rasterise(totpQr('otpauth://totp/a?secret=b'), 1)
  for (let at = 0; at < width; at += 1) {
    for (const depth of [0, 1, 2, 3]) {
      expect(pixels[(depth * width + at) * 4]).toBe(255)
      expect(pixels[(at * width + width - 1 - depth) * 4]).toBe(255)
    }
  }
})

/** Paints the runs of the path as an image of `scale` pixels a module. */
function rasterise(svg: string, scale: number): { readonly pixels: Uint8ClampedArray; readonly width: number } {
  const width = Number(/viewBox="0 0 (\d+)/.exec(svg)?.[1]) * scale
  const pixels = new Uint8ClampedArray(width * width * 4).fill(255)
  for (const [, x, y, length] of svg.matchAll(/M(\d+) (\d+)h(\d+)v1h-\3z/g)) {
    for (let row = Number(y) * scale; row < (Number(y) + 1) * scale; row += 1) {
      const startAt = (row * width + Number(x) * scale) * 4
      for (let at = startAt; at < startAt + Number(length) * scale * 4; at += 4) pixels.fill(0, at, at + 3)
    }
  }
  return { pixels, width }
}
