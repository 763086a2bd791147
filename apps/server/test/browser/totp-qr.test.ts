import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { clientOf } from '../client.ts'
import { type ServerProcess, startProcess } from '../process.ts'
import { findChromium, launchChromium } from './chromium.ts'

const executable = findChromium()

/** Of one module of the code on the screen, in CSS pixels. */
const scale = 6

describe.skipIf(executable === null)('the QR code of a second factor, in a browser', () => {
  let browser: Browser
  let server: ServerProcess
  let setup: { readonly qr_svg: string; readonly otpauth_url: string }

  beforeAll(async () => {
    const starting = [
      startProcess({ PYLON_DEV_MODE: '1', PYLON_STORE: 'memory:' }),
      launchChromium(executable ?? ''),
    ] as const
    ;[server, browser] = await Promise.all(starting)
    const call = clientOf(server.url)
    const body = { email: 'ada@example.com', password: 'correct horse battery' }
    const { token } = (await call('POST', '/password/register', { body })).body
    setup = (await call('POST', '/totp/setup', { bearer: token, body: {} })).body
  })
  afterAll(async () => {
    await browser?.close()
    await server?.stop()
  })

  it('is painted module for module, as an image of a page', async () => {
    const page = await browser.newPage()
    const size = Number(/viewBox="0 0 (\d+)/.exec(setup.qr_svg)?.[1])
    expect(size).toBeGreaterThan(20)
    await show(page, size)
    expect(await modulesOn(page, size)).toEqual(modulesIn(setup.qr_svg, size))
  })

  it('is read by the scanner of the browser, where it has one', async context => {
    const page = await browser.newPage()
    await page.goto(`${server.url}/health`)
    const canScan = await page.evaluate(
      `'BarcodeDetector' in self && BarcodeDetector.getSupportedFormats().then(formats => formats.includes('qr_code'))`,
    )
    if (canScan !== true) {
      console.warn('skipped: this Chromium has no BarcodeDetector for QR codes')
      return context.skip('this Chromium has no BarcodeDetector for QR codes')
    }
    await show(page, Number(/viewBox="0 0 (\d+)/.exec(setup.qr_svg)?.[1]))
    const read = `new BarcodeDetector().detect(document.querySelector('img')).then(([code]) => code.rawValue)`
    expect(await page.evaluate(read)).toBe(setup.otpauth_url)
  })

  async function show(page: Page, size: number): Promise<void> {
    const source = `data:image/svg+xml,${encodeURIComponent(setup.qr_svg)}`
    await page.setContent(`<body style="margin:0"><img src="${source}" width="${size * scale}" alt="Your code">`)
    await page.evaluate(`document.querySelector('img').decode()`)
  }
})

/** What was painted, row by row: `#` where the middle of a module is dark on the screenshot. */
async function modulesOn(page: Page, size: number): Promise<string> {
  const image = (await page.getByRole('img').screenshot()).toString('base64')
  return page.evaluate(`(async () => {
    const image = new Image()
    image.src = 'data:image/png;base64,${image}'
    await image.decode()
    const canvas = new OffscreenCanvas(image.width, image.height)
    const context = canvas.getContext('2d')
    context.drawImage(image, 0, 0)
    const step = image.width / ${size}
    const middle = at => Math.floor((at + 0.5) * step)
    const isDark = (x, y) => context.getImageData(middle(x), middle(y), 1, 1).data[0] < 128
    const row = y => Array.from({ length: ${size} }, (_, x) => (isDark(x, y) ? '#' : '.')).join('')
    return Array.from({ length: ${size} }, (_, y) => row(y)).join('\\n')
  })()`)
}

/** What the path of the image says, in the same form. */
function modulesIn(svg: string, size: number): string {
  const rows = Array.from({ length: size }, () => Array<string>(size).fill('.'))
  for (const [, x, y, length] of svg.matchAll(/M(\d+) (\d+)h(\d+)v1h-\3z/g)) {
    rows[Number(y)]?.fill('#', Number(x), Number(x) + Number(length))
  }
  return rows.map(row => row.join('')).join('\n')
}
