/** Where in the conversation with a provider something went wrong. */
export type ProviderStep = 'discovery' | 'authorization' | 'token' | 'id_token' | 'user_info'

/**
 * What a provider did wrong, for the log: its id, the step and a reason of our own words. Never a body, code or token:
 * answers of providers quote what they were sent.
 */
export class ProviderFault extends Error {
  override readonly name: string = 'ProviderFault'
  readonly providerId: string
  readonly step: ProviderStep
  readonly reason: string

  constructor(providerId: string, step: ProviderStep, reason: string) {
    super(`${providerId}: ${step}: ${reason}`)
    this.providerId = providerId
    this.step = step
    this.reason = reason
  }
}

/** Makes the faults of one step at one provider. */
export type FaultOf = (reason: string) => ProviderFault
