export { accountCases } from './accounts/cases.ts'
export { apiKeyCases } from './api-keys/cases.ts'
export { auditCases } from './audit/cases.ts'
export { testAuditCheckpoint, testAuditRow } from './audit/records.ts'
export { counterCases } from './counters/cases.ts'
export { credentialCases } from './credentials/cases.ts'
export { createFakeClock, type FakeClock, testTime } from './fake-clock.ts'
export { type EachCallOptions, eachCall } from './faults/each-call.ts'
export { type FailingStores, type Fault, failingStores } from './faults/failing-stores.ts'
export { limitCases } from './limits/cases.ts'
export type { LimitCase, LimitPlace } from './limits/limit-case.ts'
export { type CheckAgainstModelOptions, checkAgainstModel } from './model/check-against-model.ts'
export { type Atomicity, type CheckPairsOptions, checkPairsAgainstModel } from './model/check-pairs-against-model.ts'
export type { ModelledStores } from './model/modelled-stores.ts'
export { oneTimeCases } from './one-time/cases.ts'
export { testInvite, testMembership, testOrganization } from './org-records.ts'
export { orgCases } from './orgs/cases.ts'
export { outboxCases } from './outbox/cases.ts'
export { answerRaces, type RacingStores } from './races/answer-races.ts'
export { counterRaceCases } from './races/counter-races.ts'
export type { RaceMethod } from './races/methods.ts'
export { oneTimeRaceCases } from './races/one-time-races.ts'
export type { RaceCase } from './races/race-case.ts'
export { raceCases } from './races/race-cases.ts'
export { sessionRaceCases } from './races/session-races.ts'
export { type Racers, type RacersOptions, startRacers } from './races/start-racers.ts'
export {
  testAccount,
  testApiKey,
  testCredential,
  testOneTimeEntry,
  testOutboxMail,
  testSession,
  testUser,
} from './records.ts'
export { sessionCases } from './sessions/cases.ts'
export type { StoreCase } from './store-case.ts'
export { type LabelledCase, storeCases } from './store-cases.ts'
export { transactionCases } from './transactions/cases.ts'
export { userCases } from './users/cases.ts'
