/** An EventTarget like browsers': a function in property `on<event>` is a listener too, called before the others. */
export class HandlerTarget extends EventTarget {
  constructor(events: readonly string[]) {
    super()
    for (const name of events) {
      this.addEventListener(name, (event) => {
        const handler = Reflect.get(this, `on${name}`)
        if (typeof handler === 'function') handler.call(this, event)
      })
    }
  }
}
