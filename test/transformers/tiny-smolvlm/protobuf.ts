/** As much of Protocol Buffers' wire format as ONNX files need: numbers and nested bytes. */

const VARINT = 0;
const BYTES = 2;

/** A field with a whole number. */
export function number(field: number, value: number): Uint8Array {
  return Buffer.concat([varint((field << 3) | VARINT), varint(value)]);
}

/** A field with bytes, which are often a message. */
export function bytes(field: number, value: Uint8Array): Uint8Array {
  return Buffer.concat([varint((field << 3) | BYTES), varint(value.length), value]);
}

export function text(field: number, value: string): Uint8Array {
  return bytes(field, Buffer.from(value));
}

export function message(...fields: Uint8Array[]): Uint8Array {
  return Buffer.concat(fields);
}

/** Negative numbers are written as the 64-bit two's complement, as int64 fields are. */
function varint(value: number): Uint8Array {
  let rest = BigInt.asUintN(64, BigInt(value));
  const out: number[] = [];
  while (rest > 0x7fn) {
    out.push(Number(rest & 0x7fn) | 0x80);
    rest >>= 7n;
  }
  out.push(Number(rest));
  return Uint8Array.from(out);
}
