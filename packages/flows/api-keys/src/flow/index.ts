export { type ApiKeyFlowOptions, apiKeyFlow } from './api-key-flow.ts'
