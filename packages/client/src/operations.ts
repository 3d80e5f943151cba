import type * as contract from '@ringpost/contract'
import type { BodyOf, FurtherOf, Operation, ParamsOf, QueryOf, ReplyOf } from '@ringpost/contract'

/** The operations among the values of a module; not the list of all of them, whose ids are any text. */
type OperationsIn<Module> = Extract<Module[keyof Module], Operation>
type Known<O> = O extends Operation ? (string extends O['id'] ? never : O) : never

type Contract = typeof contract
type Declared =
  | { [Name in keyof Contract]: OperationsIn<Contract[Name]> }[keyof Contract]
  | OperationsIn<Contract['channels']['group']>
  | OperationsIn<Contract['channels']['room']>

type Types<O extends Operation> = {
  params: ParamsOf<O>
  query: QueryOf<O>
  body: O extends { streams: 'in' } ? FormData | Blob | ReadableStream<Uint8Array> : BodyOf<O>
  reply: O extends { streams: 'out' } ? ReadableStream<Uint8Array> : ReplyOf<O>
  further: FurtherOf<O>
}

/** What each operation takes and gives, by its id in the reference. Published packages contain it written out. */
export type Operations = { [O in Known<Declared> as O['id']]: Types<O> }
