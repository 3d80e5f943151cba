import { HandlerTarget } from './handler-target.ts'

/**
 * FileReader on top of Blob's own methods: the SDKs read combined messages and the bodies of failed downloads with it.
 */
export class FileReader extends HandlerTarget {
  result: ArrayBuffer | string | null = null
  error: unknown = null

  constructor() {
    super(['load', 'error', 'loadend'])
  }

  readAsArrayBuffer(blob: Blob): void {
    this.#read(blob.arrayBuffer())
  }

  readAsText(blob: Blob): void {
    this.#read(blob.text())
  }

  #read(content: Promise<ArrayBuffer | string>): void {
    content.then(
      (result) => {
        this.result = result
        this.#finish('load')
      },
      (error) => {
        this.error = error
        this.#finish('error')
      },
    )
  }

  #finish(outcome: string): void {
    this.dispatchEvent(new Event(outcome))
    this.dispatchEvent(new Event('loadend'))
  }
}
