import type { Static, TSchema } from 'typebox'
import type { ErrorCode } from './error-table.ts'

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE'

/**
 * Who may call an operation. Every operation declares a rule; there is no default.
 * - `public`: tokens are ignored.
 * - `app`: app token, Agora app token or org administrator of the owning organisation.
 * - `org`: org administrator token only.
 * - `self`: `app`, or the user named by the `:username` path parameter.
 * - `user`: `app`, or any user of the app; the use case checks membership or role.
 * - `registration`: `app`, or anybody without a token if the app allows open registration.
 * - `tester`: whoever may use the emulator: programs of the same machine, or whoever has its token. Nobody while it is off.
 */
export type AuthRule = 'public' | 'app' | 'org' | 'self' | 'user' | 'registration' | 'tester'

/** The generation of the API that a shape comes from (rest-messages-users.md §15); `client`: only the web SDKs call it. */
export type Generation = 'G0' | 'G1' | 'G2' | 'G3' | 'client' | 'ringpost'

/** Calls allowed per window for one app (rest-messages-users.md §14.1). */
export interface Rate {
  calls: number
  /** Window in seconds. */
  seconds: number
  /** Operations with the same pool share one counter. */
  pool?: string
  /** Additional limit per user named in the call. */
  perUser?: { calls: number; seconds: number }
}

/** The parts of the success envelope that an operation sends (rest-messages-users.md §1.2). */
export interface Envelope {
  /** `action` field; defaults to the lower-case verb; false: none. */
  action?: string | false
  /** `path` field of the 2018+ shape; omitted if absent. */
  path?: string
  /** `base` for the 2014 shape (app base URL); `path`: that with `path` behind it; full request URL without query if absent. */
  uri?: 'base' | 'path'
  /** Send `entities: []` even if there are none. */
  entities?: true
  /** Send `params: {}` even without a query (2014), or echo the query as arrays of strings (2018+). */
  params?: 'empty' | 'echo'
  /** Send only action, timestamp and duration besides the result (password, activate …). */
  identity?: false
}

export interface Operation {
  /** `area.act`, unique: the name used in bindings, docs and the compatibility matrix. */
  id: string
  method: Method
  /** Other verbs that the documentation prints for the same operation (rest-messages-users.md §17). */
  alsoMethods?: readonly Method[]
  /** Path below `/{org}/{app}` (or below `/` for scope `root`); `:name` marks a parameter. */
  path: string
  /** Other paths for the same operation and shape. */
  alsoPaths?: readonly string[]
  scope?: 'root'
  auth: AuthRule
  /** Error for a missing token (rest-messages-users.md §17): `expired` for messages and files, `oauth` for the rest. */
  tokenWording?: 'expired'
  generation: Generation
  summary: string
  /** Seed heading or reference section that defines the shape. */
  source: string
  query?: TSchema
  /** Query parameters that some documents put into headers; a header counts if the query lacks the parameter. */
  headerQuery?: readonly string[]
  /**
   * Streams bytes instead of JSON: `in` receives the raw body, `out` answers bytes (and HEAD). Such an operation declares
   * no body schema and sees the headers of the request; its errors are JSON like all others.
   */
  streams?: 'in' | 'out'
  /** Parts of the form in the body of `streams: 'in'`, for the documentation. */
  form?: TSchema
  body?: TSchema
  /** The body is a form; one labelled as JSON is answered with 415. Absent: JSON, or a form that is labelled as one. */
  bodyIn?: 'form'
  /** Aliases folded into canonical field names before validation: `{ alias: canonical }`. */
  fold?: Readonly<Record<string, string>>
  /** Error for a body that cannot be parsed, or that has a wrong type without a fault of its own. */
  bodyFault?: ErrorCode
  /** Type of the part named by `replyIn`. */
  reply?: TSchema
  /** Place of the result: `data` (default), `entities`, or `bare` for replies without the envelope. */
  replyIn?: 'data' | 'entities' | 'bare'
  /** Top-level fields that only this operation has: an object whose fields are all always present. */
  further?: TSchema
  envelope?: Envelope
  /**
   * Numbers of errors by HTTP status, for modules whose errors have `code`, `message` and `meta` besides the usual fields; an error
   * with a number of its own keeps it.
   */
  numbers?: Readonly<Record<number, number>>
  /** Documented errors besides those that every operation can answer. */
  errors?: readonly ErrorCode[]
  rate?: Rate
  /** Largest body in bytes; defaults to the app setting. */
  maxBodyBytes?: number
}

/** Declares an operation, preserving its schema types for bindings and clients. */
export function operation<const O extends Operation>(declaration: O): O {
  return declaration
}

/** Names of the parameters in a path: `group` and `username` for `/chatgroups/:group/users/:username`. */
type ParamNames<Path extends string> = string extends Path
  ? string
  : Path extends `${string}/:${infer Name}/${infer Rest}`
    ? Name | ParamNames<`/${Rest}`>
    : Path extends `${string}/:${infer Name}`
      ? Name
      : never

/** One object type per path, so that the keys of the union are those that all paths share. */
type ParamsIn<Path> = Path extends string ? Readonly<Record<ParamNames<Path>, string>> : never

type PathsOf<O extends Operation> =
  | O['path']
  | (O extends { alsoPaths: readonly (infer Path)[] } ? Path : never)

/** Path parameters of an operation that all of its paths have. */
export type ParamsOf<O extends Operation> = {
  readonly [Name in keyof ParamsIn<PathsOf<O>>]: string
}

/** Type of a validated request body. */
export type BodyOf<O extends Operation> = O extends { body: infer S extends TSchema } ? Static<S> : undefined

/** Type of the query parameters. */
export type QueryOf<O extends Operation> = O extends { query: infer S extends TSchema }
  ? Static<S>
  : undefined

/** Type of the fields that only this operation has. */
export type FurtherOf<O extends Operation> = O extends { further: infer S extends TSchema }
  ? Static<S>
  : undefined

/** Type of the result of an operation. */
export type ReplyOf<O extends Operation> = O extends { reply: infer S extends TSchema } ? Static<S> : unknown
