import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { floatValue, lengthed, onnxFile, smallModel, tag, varint } from '../../../test/support/onnx-file.js';
import { readModel } from './message.js';
import { factsOf } from './model-facts.js';
import { stripZipMap } from './strip-zip-map.js';
import { WireFault } from './wire.js';

describe('a model file', () => {
  it('is told by its producer, operators, inputs and outputs', () => {
    const bytes = onnxFile(smallModel({ model: { metadata: [{ key: 'features', value: 'a,b' }] } }));
    expect(factsOf(readModel(bytes))).toEqual({
      producer: 'by hand',
      producerVersion: '',
      irVersion: 8,
      opsets: { '': 17 },
      inputs: [{ name: 'features', type: 'tensor(float)', dims: ['N', 2] }],
      outputs: [{ name: 'probability', type: 'tensor(float)', dims: ['N', 1] }],
      operators: { MatMul: 1, Sigmoid: 1 },
      metadata: { features: 'a,b' },
    });
  });

  it('does not ask for inputs that have a value of their own', () => {
    const inputs = [floatValue('features', ['N', 2]), floatValue('weights', [2, 1])];
    const { inputs: asked } = factsOf(readModel(onnxFile(smallModel({ graph: { inputs } }))));
    expect(asked.map(({ name }) => name)).toEqual(['features']);
  });

  it('reads whole numbers of any size and sign', () => {
    const whole = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
    fc.assert(
      fc.property(whole, (value) => {
        const bytes = Buffer.concat([tag(1, 0), varint(value)]);
        expect(readModel(bytes).int('irVersion')).toBe(Number(value));
      }),
    );
  });

  const small = onnxFile(smallModel());
  const none = Buffer.alloc(0);
  const cases: Record<string, [Buffer, RegExp]> = {
    'is cut off within a message': [small.subarray(0, -3), /goes beyond its end|cut off/],
    'claims more than it has': [Buffer.concat([tag(7, 2), varint(2n ** 31n)]), /goes beyond its end/],
    'claims more than a length can be': [Buffer.concat([tag(7, 2), varint(2n ** 60n)]), /too long/],
    'has a field that nobody knows': [lengthed(99, Buffer.from('x')), /Model has a field 99/],
    'has a field without a number': [Buffer.from([0x02, 0x00]), /has no number/],
    'has a group, which nobody writes': [Buffer.from([0x3b]), /wire type 3/],
    'has two graphs, of which each reader takes another': [Buffer.concat([small, small]), /is there twice/],
    'has a graph that is a number': [Buffer.concat([tag(7, 0), varint(1n)]), /wire type 0 in place of 2/],
    'has a name that is no text': [lengthed(2, Buffer.from([0xff, 0xfe])), /no UTF-8/],
    'has a number that never ends': [Buffer.concat([tag(1, 0), Buffer.alloc(12, 0xff)]), /too long/],
    'has floats that are cut': [onnxFileWithCutFloats(), /5 bytes for numbers of 4/],
    'is deeper than any model': [deepFile(60), /deep within each other/],
    'has a number of eleven bytes': [Buffer.concat([tag(1, 0), Buffer.alloc(10, 0x80), Buffer.of(0)]), /too long/],
    'has a tag of six bytes': [Buffer.concat([Buffer.of(0x88), Buffer.alloc(4, 0x80), Buffer.of(0)]), /is too long/],
    'is cut off within a tag': [Buffer.of(0x88), /the file is cut off at byte 1/],
    'has attributes of very many fields': [
      lengthed(7, lengthed(1, many(lengthed(5, oneFieldEach()), 150_000))),
      /1000000 parts/,
    ],
    'has a name that is too long': [lengthed(2, Buffer.alloc(2 ** 20 + 1, 0x61)), /longer than 1048576 bytes/],
    'has a million nodes of nothing': [lengthed(7, many(lengthed(1, none), 1_000_001)), /more than 1000000 parts/],
    'has a million names': [lengthed(7, lengthed(1, many(lengthed(1, none), 1_000_001))), /more than 1000000 parts/],
    'has nodes of many parts': [lengthed(7, many(lengthed(1, manyFields()), 200_000)), /more than 1000000 parts/],
    'has many shapes': [lengthed(7, many(lengthed(5, lengthed(1, Buffer.alloc(256, 1))), 5_000)), /1000000 parts/],
  };
  for (const [name, [bytes, message]] of Object.entries(cases))
    it(`that ${name} is refused`, () => {
      expect(() => readModel(bytes)).toThrow(
        expect.objectContaining({ name: 'WireFault', message: expect.stringMatching(message) }),
      );
    });

  it('keeps a name as it stands, with the mark that others leave out', () => {
    expect(readModel(onnxFile({ producerName: '\uFEFFLoop' })).text('producerName')).toBe('\uFEFFLoop');
  });

  it('keeps a few of many numbers, and counts them all', () => {
    const graph = { initializers: [{ dims: [1], int64Data: Array.from({ length: 300 }, (_, i) => i) }] };
    const packed = lengthed(7, lengthed(5, lengthed(7, many(varint(300n), 400))));
    const numbersOf = (bytes: Buffer) => readModel(bytes).one('graph')!.one('initializers')!;
    expect(numbersOf(onnxFile({ graph })).count('int64Data')).toBe(300);
    expect(numbersOf(onnxFile({ graph })).wholes('int64Data')).toHaveLength(256);
    expect(numbersOf(packed).count('int64Data')).toBe(400);
    expect(numbersOf(packed).wholes('int64Data')[255]).toBe(300);
  });

  it('tells the first of very many things, and of long texts the beginning; what it says of itself, whole', () => {
    const metadata = Array.from({ length: 300 }, (_, i) => ({ key: `k${i}`, value: 'v'.repeat(5_000) }));
    const inputs = Array.from({ length: 300 }, (_, i) => floatValue(`x${i}`, ['N', 2]));
    const facts = factsOf(
      readModel(onnxFile(smallModel({ model: { metadata, producerName: 'p'.repeat(5_000) }, graph: { inputs } }))),
    );
    expect(Object.keys(facts.metadata)).toHaveLength(300);
    expect(facts.metadata.k7).toHaveLength(5_000);
    expect(facts.producer).toHaveLength(2_000);
    expect(facts.inputs).toHaveLength(100);
  });

  it('is read or refused, whatever bytes of it are changed', () => {
    const change = fc.tuple(fc.nat(small.length - 1), fc.nat(255));
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 8 }), fc.nat(small.length), (changes, length) => {
        const bytes = Buffer.from(small.subarray(0, length));
        for (const [at, byte] of changes) if (at < length) bytes[at] = byte;
        try {
          factsOf(readModel(bytes));
        } catch (error) {
          expect(error).toBeInstanceOf(WireFault);
        }
      }),
      { numRuns: 3_000 },
    );
  });
});

describe('a ZipMap at the end', () => {
  const scores = {
    name: 'zip',
    opType: 'ZipMap',
    domain: 'ai.onnx.ml',
    inputs: ['scores'],
    outputs: ['probabilities'],
  };
  const ofMaps = { sequence: { elementType: { map: { keyType: 7, valueType: { tensor: { elementType: 1 } } } } } };

  it('is taken off, and what went into it is the output', () => {
    const nodes = [{ name: 'squash', opType: 'Softmax', inputs: ['features'], outputs: ['scores'] }, scores];
    const label = floatValue('features', ['N', 2]);
    const graph = { nodes, initializers: [], outputs: [label, { name: 'probabilities', type: ofMaps }] };
    const bytes = onnxFile(smallModel({ graph }));
    const model = readModel(bytes);
    expect(factsOf(model).outputs[1]).toEqual({ name: 'probabilities', type: 'seq(map(int64,tensor(float)))' });
    const stripped = factsOf(readModel(stripZipMap(bytes, model)!));
    expect(stripped.operators).toEqual({ Softmax: 1 });
    expect(stripped.outputs).toEqual([
      { name: 'features', type: 'tensor(float)', dims: ['N', 2] },
      { name: 'scores', type: 'tensor(float)' },
    ]);
    expect(stripped.producer).toBe('by hand');
    expect(stripped.opsets).toEqual({ '': 17 });
  });

  it('whose scores are an output already is only left out', () => {
    const nodes = [{ name: 'squash', opType: 'Softmax', inputs: ['features'], outputs: ['scores'] }, scores];
    const outputs = [floatValue('scores', ['N', 2]), { name: 'probabilities', type: ofMaps }];
    const bytes = onnxFile(smallModel({ graph: { nodes, outputs } }));
    const stripped = factsOf(readModel(stripZipMap(bytes, readModel(bytes))!));
    expect(stripped.outputs.map(({ name }) => name)).toEqual(['scores']);
  });

  it('that leads to no output is left where it is', () => {
    const bytes = onnxFile(smallModel({ graph: { nodes: [scores] } }));
    expect(stripZipMap(bytes, readModel(bytes))).toBeUndefined();
  });

  it('that is not there leaves the file as it is', () => {
    const bytes = onnxFile(smallModel());
    expect(stripZipMap(bytes, readModel(bytes))).toBeUndefined();
  });
});

function many(part: Buffer, count: number): Buffer {
  return Buffer.alloc(part.length * count, part);
}

/** Six fields of an attribute that hold nothing but themselves. */
function oneFieldEach(): Buffer {
  return Buffer.concat([2, 4, 7, 8, 9, 13].map((number) => lengthed(number, Buffer.alloc(0))));
}

/** Six fields of a node, each with nothing in it. */
function manyFields(): Buffer {
  return Buffer.concat([1, 2, 3, 4, 6, 7].map((number) => lengthed(number, Buffer.alloc(0))));
}

function onnxFileWithCutFloats(): Buffer {
  const attribute = Buffer.concat([lengthed(1, Buffer.from('values')), lengthed(7, Buffer.alloc(5))]);
  return lengthed(7, lengthed(1, lengthed(5, attribute)));
}

/** Types of sequences of sequences. */
function deepFile(depth: number): Buffer {
  let type: Buffer = Buffer.alloc(0);
  for (let i = 0; i < depth; i += 1) type = lengthed(4, lengthed(1, type));
  return lengthed(7, lengthed(11, lengthed(2, type)));
}
