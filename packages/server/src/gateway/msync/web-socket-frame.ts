const BINARY = 0x82
const TEXT = 0x81
const PONG = 0x8a

/** Returns a complete binary message as the server sends it: FIN, opcode 2, no mask (RFC 6455 §5.2). */
export function binaryFrame(payload: Uint8Array): Buffer {
  const { frame, head } = framed(BINARY, payload.length)
  frame.set(payload, head)
  return frame
}

/** Returns the answer to a ping, with its data. */
export function pongFrame(data: Uint8Array): Buffer {
  const { frame, head } = framed(PONG, data.length)
  frame.set(data, head)
  return frame
}

/** Returns a complete text message of ASCII characters. */
export function textFrame(text: string): Buffer {
  const { frame, head } = framed(TEXT, text.length)
  frame.write(text, head, 'latin1')
  return frame
}

function framed(opcode: number, length: number): { frame: Buffer; head: number } {
  const head = length < 126 ? 2 : length < 0x10000 ? 4 : 10
  const frame = Buffer.allocUnsafe(head + length)
  frame[0] = opcode
  if (head === 2) frame[1] = length
  else if (head === 4) {
    frame[1] = 126
    frame.writeUInt16BE(length, 2)
  } else {
    frame[1] = 127
    frame.writeBigUInt64BE(BigInt(length), 2)
  }
  return { frame, head }
}
