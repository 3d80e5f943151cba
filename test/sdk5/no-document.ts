/** What the kit's components touch while its file is read and rendered as on a server: any property, any call. */
const nothing: unknown = new Proxy(() => {}, {
  get(_, key) {
    if (key === Symbol.toPrimitive) return () => ''
    return key === 'then' ? undefined : nothing
  },
  set: () => true,
  apply: () => nothing,
  construct: () => nothing as object,
})

/** A document without anything in it. */
export const noDocument = new Proxy(
  {
    hidden: false,
    visibilityState: 'visible',
    cookie: '',
    addEventListener() {},
    removeEventListener() {},
    querySelector: () => null,
  },
  { get: (own, key) => (key in own ? Reflect.get(own, key) : nothing) },
)

class NoElement {}

/** Classes whose names stand in the kit's file. */
export const noElements = {
  Element: NoElement,
  HTMLAudioElement: NoElement,
  HTMLCanvasElement: NoElement,
  HTMLElement: NoElement,
  HTMLImageElement: NoElement,
  HTMLVideoElement: NoElement,
  MutationObserver: undefined,
  Node: NoElement,
}
