import { connect } from 'node:net'

/** A text frame of a browser (RFC 6455, 5.2), masked with zeros. */
export function frame(text: string): Buffer {
  const head = Buffer.from([0x81, 0x80 | 126, text.length >> 8, text.length & 255, 0, 0, 0, 0])
  return Buffer.concat([head, Buffer.from(text)])
}

/** A web socket that says what it likes, and reads what it likes: it has asked for its handshake. */
export function openRaw(port: number) {
  const raw = connect(port, '127.0.0.1').on('error', () => undefined) // it is meant to be cut off
  const head = [
    'GET /socket.io/?EIO=4&transport=websocket HTTP/1.1',
    'Host: x',
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    `Sec-WebSocket-Key: ${'A'.repeat(22)}==`,
  ]
  raw.write([...head, '', ''].join('\r\n'))
  return raw
}
