/** A shop that tells its buyers by chat what becomes of their orders. */
export class Shop {
  #url
  #token

  /**
   * @param {string} url `http://host:port/org/app`
   * @param {string} token of the app
   */
  constructor(url, token) {
    this.#url = url
    this.#token = token
  }

  /** Tells the buyer that an order is on its way; tries again once if the chat server is overloaded. */
  async ship(order, buyer) {
    const body = { msg: `Order ${order} is on its way` }
    const message = { from: 'shop', to: [buyer], type: 'txt', body, ext: { order } }
    let response = await this.#post('/messages/users', message)
    if ([429, 503].includes(response.status)) response = await this.#post('/messages/users', message)
    if (!response.ok) throw new Error(`the chat server answered ${response.status}`)
  }

  #post(path, body) {
    const headers = { authorization: `Bearer ${this.#token}`, 'content-type': 'application/json' }
    return fetch(this.#url + path, { method: 'POST', headers, body: JSON.stringify(body) })
  }
}
