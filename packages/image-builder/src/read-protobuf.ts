/** One field of a protobuf message: a number for varints, bytes for what has a length. */
export interface ProtobufField {
  readonly number: number;
  readonly value: number | Uint8Array;
}

/**
 * Reads the fields of a protobuf message in order; fixed-width fields come as their bytes.
 *
 * Varints beyond 2^53 lose their last digits. Throws `RangeError` where the message is cut short or
 * is none. Format: Protocol Buffers, "Encoding".
 */
export function* readProtobuf(bytes: Uint8Array): Generator<ProtobufField> {
  let at = 0;
  const readVarint = (): number => {
    let value = 0;
    for (let factor = 1, count = 0; count < 10; factor *= 128, count += 1) {
      const byte = bytes[at++];
      if (byte === undefined) throw new RangeError('The message ends within a number.');
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) return value;
    }
    throw new RangeError('A number of the message does not end.');
  };
  const readBytes = (length: number): Uint8Array => {
    if (length > bytes.length - at) throw new RangeError('The message ends within a field.');
    at += length;
    return bytes.subarray(at - length, at);
  };
  while (at < bytes.length) {
    const key = readVarint();
    const number = Math.floor(key / 8);
    const wire = key % 8;
    if (wire === 0) yield { number, value: readVarint() };
    else if (wire === 1) yield { number, value: readBytes(8) };
    else if (wire === 2) yield { number, value: readBytes(readVarint()) };
    else if (wire === 5) yield { number, value: readBytes(4) };
    else throw new RangeError(`The message has a field of the unknown wire type ${wire}.`);
  }
}
