import { answerRaces } from '@pylon/testkit'
import { sqliteStores } from '../src/index.ts'

answerRaces(sqliteStores)
