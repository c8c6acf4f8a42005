const METADATA_TAG = (14 << 3) | 2;
const KEY_TAG = (1 << 3) | 2;
const VALUE_TAG = (2 << 3) | 2;

/**
 * The file with one more entry in its metadata: protocol buffers may be joined end to end, and the parts of a list are put
 * after each other (onnx.proto: ModelProto.metadata_props, StringStringEntryProto). Of one key the last entry counts.
 */
export function withMetadata(file: Uint8Array, key: string, value: string): Uint8Array {
  const entry = Buffer.concat([field(KEY_TAG, Buffer.from(key)), field(VALUE_TAG, Buffer.from(value))]);
  return Buffer.concat([file, field(METADATA_TAG, entry)]);
}

function field(tag: number, content: Buffer): Buffer {
  return Buffer.concat([varint(tag), varint(content.length), content]);
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  while (rest > 127) {
    bytes.push((rest & 127) | 128);
    rest = Math.floor(rest / 128);
  }
  return Buffer.from([...bytes, rest]);
}
