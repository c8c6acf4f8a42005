import { createContext } from 'preact';
import { useContext, useEffect, useState } from 'preact/hooks';
import type { CityModel } from './city-model.js';
import { wordsOf, type Language, type Words } from './texts/words.js';

/** Draws the part anew when the model has changed. */
export function useModel(model: CityModel): void {
  const [, setTurn] = useState(0);
  useEffect(() => model.onChange(() => setTurn((turn) => turn + 1)), [model]);
}

export const LanguageContext = createContext<Language>('en');

export function useWords(): { language: Language; words: Words } {
  const language = useContext(LanguageContext);
  return { language, words: wordsOf(language) };
}
