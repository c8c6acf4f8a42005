import { FILE_LIMITS, quoted, type FileFault } from './file-fault.js';
import type { Message } from './message.js';

/** Bytes of an element; where several are packed into one, or none is written, nothing. */
const ELEMENT_BYTES: Readonly<Record<number, number>> = {
  1: 4, 2: 1, 3: 1, 4: 2, 5: 2, 6: 4, 7: 8, 9: 1, 10: 2, 11: 8, 12: 4, 13: 8, 14: 8, 15: 16, 16: 2,
}; // prettier-ignore
const COMPLEX: ReadonlySet<number> = new Set([14, 15]);
const STRING = 8;
const MOST_DIMENSIONS = 8;

/** A tensor holds as many values as its shape says: one that claims more makes a runtime reserve what nobody sent. */
export function checkTensors(model: Message): FileFault | undefined {
  for (const part of model.within()) {
    const wrong =
      part.of === 'Tensor' ? wrongWith(part) : part.of === 'SparseTensor' ? wrongWithShape(part, 'sparse ') : undefined;
    if (!wrong) continue;
    const name = part.of === 'Tensor' ? part.text('name') : (part.one('values')?.text('name') ?? '');
    return { code: 'TENSOR_SIZE', message: `the tensor ${quoted(name)} ${wrong}` };
  }
  return undefined;
}

/** Of a sparse one this is all: a runtime lays it out at full size, however little it holds. */
function wrongWithShape(tensor: Message, kind = ''): string | undefined {
  const dims = tensor.wholes('dims');
  if (tensor.count('dims') > MOST_DIMENSIONS) return `has ${tensor.count('dims')} ${kind}dimensions`;
  if (dims.some((dim) => dim < 0)) return 'has a negative dimension';
  const elements = dims.reduce((product, dim) => product * dim, 1);
  return elements > FILE_LIMITS.elements ? `claims ${elements} ${kind}values` : undefined;
}

function wrongWith(tensor: Message): string | undefined {
  const wrong = wrongWithShape(tensor);
  if (wrong) return wrong;
  const elements = tensor.wholes('dims').reduce((product, dim) => product * dim, 1);
  const type = tensor.int('dataType');
  const width = ELEMENT_BYTES[type];
  if (width === undefined && type !== STRING) return `is of the data type ${type}, which is not read`;
  const held = heldBy(tensor, width ?? 0, COMPLEX.has(type));
  return held === elements ? undefined : `claims ${elements} values and holds ${held}`;
}

function heldBy(tensor: Message, width: number, isComplex: boolean): number {
  if (tensor.has('rawData')) return width === 0 ? -1 : tensor.count('rawData') / width;
  if (tensor.has('stringData')) return tensor.times('stringData');
  const numbers = ['floatData', 'int32Data', 'int64Data', 'doubleData', 'uint64Data'];
  const held = numbers.reduce((sum, name) => sum + tensor.count(name), 0);
  return isComplex ? held / 2 : held;
}
