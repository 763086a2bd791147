export { type MemoryLimitsOptions, memoryLimits } from './memory-limits.ts'
export { type RateLimitHeaders, type RateLimitOptions, type RateLimitScope, rateLimit } from './rate-limit.ts'
