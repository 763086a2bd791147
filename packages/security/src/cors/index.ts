export { type CorsOptions, cors } from './cors.ts'
export type { AllowedOrigins } from './origins.ts'
