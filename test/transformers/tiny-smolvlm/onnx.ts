/** Writes ONNX models; the field numbers are those of onnx.proto. */
import { bytes, message, number, text } from './protobuf.ts';

/** onnx.proto's TensorProto.DataType. */
const TYPES = { float: 1, int64: 7, bool: 9 } as const;

/** onnx.proto's AttributeProto.AttributeType. */
const INT = 2;
const INTS = 7;

const IR_VERSION = 9;
const OPSET = 17;

type Type = keyof typeof TYPES;

/** A dimension is a number, or a name for one that differs from call to call. */
export type Value = { name: string; type: Type; shape: (number | string)[] };

export type Node = {
  op: string;
  inputs: string[];
  outputs: string[];
  attributes?: Record<string, number | number[]>;
};

export type Constant = { name: string; shape: number[]; values: Float32Array | number[] };

export type Graph = {
  inputs: Value[];
  outputs: Value[];
  nodes: Node[];
  /** Float32Array: floats; an array: whole numbers. */
  constants: Constant[];
};

/** The bytes of an `.onnx` file. */
export function onnxModel(graph: Graph): Uint8Array {
  const body = message(
    ...graph.nodes.map((node) => bytes(1, nodeProto(node))),
    text(2, 'tiny'),
    ...graph.constants.map((constant) => bytes(5, tensorProto(constant))),
    ...graph.inputs.map((value) => bytes(11, valueInfo(value))),
    ...graph.outputs.map((value) => bytes(12, valueInfo(value))),
  );
  return message(number(1, IR_VERSION), bytes(7, body), bytes(8, number(2, OPSET)));
}

function nodeProto({ op, inputs, outputs, attributes = {} }: Node): Uint8Array {
  return message(
    ...inputs.map((name) => text(1, name)),
    ...outputs.map((name) => text(2, name)),
    text(4, op),
    ...Object.entries(attributes).map(([name, value]) => bytes(5, attribute(name, value))),
  );
}

function attribute(name: string, value: number | number[]): Uint8Array {
  return Array.isArray(value)
    ? message(text(1, name), ...value.map((item) => number(8, item)), number(20, INTS))
    : message(text(1, name), number(3, value), number(20, INT));
}

function tensorProto({ name, shape, values }: Constant): Uint8Array {
  const floats = values instanceof Float32Array;
  const raw = floats ? values : BigInt64Array.from(values, BigInt);
  return message(
    ...shape.map((size) => number(1, size)),
    number(2, floats ? TYPES.float : TYPES.int64),
    text(8, name),
    bytes(9, new Uint8Array(raw.buffer, raw.byteOffset, raw.byteLength)),
  );
}

function valueInfo({ name, type, shape }: Value): Uint8Array {
  const dimensions = shape.map((size) =>
    bytes(1, typeof size === 'number' ? number(1, size) : text(2, size)),
  );
  const tensor = message(number(1, TYPES[type]), bytes(2, message(...dimensions)));
  return message(text(1, name), bytes(2, bytes(1, tensor)));
}
