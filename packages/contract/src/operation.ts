import type { Static, TSchema } from 'typebox'
import type { ErrorCode } from './error-table.ts'

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE'

/**
 * Who may call an operation. Every operation names one; there is no default.
 * - `public`: no token is looked at.
 * - `app`: app token, Agora app token or org administrator of the owning organisation.
 * - `org`: org administrator token only.
 * - `self`: `app`, or the user named by the `:username` path parameter.
 * - `user`: `app`, or any user of the app; the use case checks membership or role.
 * - `registration`: `app`, or nobody at all while the app is open for registration.
 */
export type AuthRule = 'public' | 'app' | 'org' | 'self' | 'user' | 'registration'

/** Where a shape comes from (rest-messages-users.md §15), `client` for calls only the web SDKs make. */
export type Generation = 'G0' | 'G1' | 'G2' | 'G3' | 'client' | 'ringpost'

/** Calls allowed per window for one app (rest-messages-users.md §14.1). */
export interface Rate {
  calls: number
  /** Window in seconds. */
  seconds: number
  /** Operations that name the same pool share one counter. */
  pool?: string
  /** Also for each user that calls name, besides what the app may. */
  perUser?: { calls: number; seconds: number }
}

/** Which parts of the success envelope an operation sends (rest-messages-users.md §1.2). */
export interface Envelope {
  /** `action` field; the lower-case verb when absent. */
  action?: string
  /** `path` field of the 2018+ shape; left out when absent. */
  path?: string
  /** `base` for the 2014 shape (app base URL), full request URL without query when absent. */
  uri?: 'base'
  /** Send `entities: []` even when there are none. */
  entities?: true
  /** Send `params: {}` even without a query (2014), or echo the query as arrays of strings (2018+). */
  params?: 'empty' | 'echo'
  /** Only action, timestamp and duration besides the result (password, activate …). */
  identity?: false
}

export interface Operation {
  /** `area.act`, unique: the name used in bindings, docs and the compatibility matrix. */
  id: string
  method: Method
  /** Other verbs that documents print for the same act (rest-messages-users.md §17). */
  alsoMethods?: readonly Method[]
  /** Path below `/{org}/{app}` (or below `/` for scope `root`); `:name` marks a parameter. */
  path: string
  /** Other paths for the same act and shape. */
  alsoPaths?: readonly string[]
  scope?: 'root'
  auth: AuthRule
  /** Wording of a missing token (rest-messages-users.md §17): messages and files say `expired`, the rest `oauth`. */
  tokenWording?: 'expired'
  generation: Generation
  summary: string
  /** Seed heading or reference section the shape is taken from. */
  source: string
  query?: TSchema
  /** Query parameters that some documents put among the headers; a header counts where the query has none. */
  headerQuery?: readonly string[]
  /**
   * Bytes instead of JSON: `in` takes the body as it comes, `out` answers bytes (and HEAD). Such an operation declares
   * no body schema and sees the headers of the request; its errors are JSON like all others.
   */
  streams?: 'in' | 'out'
  body?: TSchema
  /** The body is a form; one labelled JSON answers 415. Absent: JSON, or a form that is labelled so. */
  bodyIn?: 'form'
  /** Aliases folded into canonical field names before validation: `{ alias: canonical }`. */
  fold?: Readonly<Record<string, string>>
  /** What a body that cannot be parsed or has a wrong type without a fault of its own answers. */
  bodyFault?: ErrorCode
  /** Type of the part named by `replyIn`. */
  reply?: TSchema
  /** Where the result stands: `data` (default), `entities`, or `bare` for replies without the envelope. */
  replyIn?: 'data' | 'entities' | 'bare'
  /** Fields of the top level that only this operation has: an object, all of whose fields are always there. */
  further?: TSchema
  envelope?: Envelope
  /** Documented errors besides those every operation can answer. */
  errors?: readonly ErrorCode[]
  rate?: Rate
  /** Largest body in bytes; the app setting applies when absent. */
  maxBodyBytes?: number
}

/** Declares an operation, keeping its schema types for bindings and clients. */
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

/** One object type for each path, so that the keys of the union are those that every path has. */
type ParamsIn<Path> = Path extends string ? Readonly<Record<ParamNames<Path>, string>> : never

type PathsOf<O extends Operation> =
  | O['path']
  | (O extends { alsoPaths: readonly (infer Path)[] } ? Path : never)

/** Path parameters of an operation, as far as all of its paths have them. */
export type ParamsOf<O extends Operation> = {
  readonly [Name in keyof ParamsIn<PathsOf<O>>]: string
}

/** Type of a validated request body. */
export type BodyOf<O extends Operation> = O extends { body: infer S extends TSchema } ? Static<S> : undefined

/** Type of the fields that only this operation has. */
export type FurtherOf<O extends Operation> = O extends { further: infer S extends TSchema }
  ? Static<S>
  : undefined

/** Type of the result of an operation. */
export type ReplyOf<O extends Operation> = O extends { reply: infer S extends TSchema } ? Static<S> : unknown
