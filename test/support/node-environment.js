import { TestEnvironment } from 'jest-environment-node';

/**
 * onnxruntime-node checks tensors with `instanceof` against the outer realm's typed arrays, and jest runs tests in a
 * realm of their own. Handing the outer constructors in makes a test see what production sees.
 */
export default class OuterArraysEnvironment extends TestEnvironment {
  constructor(config, context) {
    super(config, context);
    Object.assign(this.global, { Float32Array, BigInt64Array, Int32Array, Uint8Array, ArrayBuffer });
  }
}
