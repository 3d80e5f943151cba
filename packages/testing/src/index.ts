export type {
  NewTestApp,
  SaidMessage,
  Seed,
  SeedChannel,
  Seeded,
  SeedMessage,
  SeedUser,
  TestApp,
  TestMessages,
  Wanted,
} from 'ringpost'
export { type RingpostTest, start, type TestOptions } from './start.ts'
