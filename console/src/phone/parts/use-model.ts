import { useEffect, useState } from 'preact/hooks';
import type { PhoneModel } from '../model/phone-model.js';

/** Draws anew whenever the model has changed. */
export function useModel(model: PhoneModel): void {
  const [, draw] = useState(0);
  useEffect(() => model.onChange(() => draw((count) => count + 1)), [model]);
}
