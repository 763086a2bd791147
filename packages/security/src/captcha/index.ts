export type { CaptchaFetch } from './ask-vendor.ts'
export { type CaptchaOptions, captcha } from './captcha.ts'
export type { CaptchaProvider } from './vendor.ts'
