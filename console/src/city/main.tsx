import { render } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { takeTokenFromAddress } from '../shared/access.js';
import { askSetup, type Setup } from '../shared/setup.js';
import '../shared/tokens.css';
import { CityModel } from './city-model.js';
import { City } from './city.js';
import './city.css';
import { TokenForm } from './parts/token-form.js';
import { keepLanguage, readLanguage, wordsOf, type Language } from './texts/words.js';
import { demoTokens, givenToken } from './tokens.js';
import { LanguageContext, useModel } from './use-model.js';

const ASK_AGAIN_MS = 2_000;

function Page({ given }: { given?: string }) {
  const [language, setLanguage] = useState<Language>(readLanguage);
  const [setup, setSetup] = useState<Setup>();
  const [model, setModel] = useState<CityModel>();
  const [refusal, setRefusal] = useState<string>();
  const [isAway, setAway] = useState(false);

  useEffect(() => {
    document.documentElement.lang = language;
    document.title = `Proxima: ${wordsOf(language).title}`;
  }, [language]);

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout>;
    const ask = () =>
      void askSetup().then(
        (told) => {
          setAway(false);
          setSetup(told);
          if (given !== undefined) setModel(new CityModel(givenToken(given)));
          else if (told.demo) setModel(new CityModel(demoTokens()));
        },
        () => {
          setAway(true);
          timer = setTimeout(ask, ASK_AGAIN_MS);
        },
      );
    ask();
    return () => clearTimeout(timer);
  }, []);

  const switchLanguage = () => {
    const other = language === 'de' ? 'en' : 'de';
    keepLanguage(other);
    setLanguage(other);
  };
  const use = (token: string) => {
    setRefusal(undefined);
    setModel(new CityModel(givenToken(token)));
  };
  const refuse = (code: string) => {
    setModel(undefined);
    setRefusal(code);
  };
  return (
    <LanguageContext.Provider value={language}>
      {isAway && (
        <p class="away" role="alert">
          {wordsOf(language).engineGone}
        </p>
      )}
      {setup && !model && <TokenForm refusal={refusal} use={use} />}
      {setup && model && (
        <>
          {!setup.demo && <RefusalWatch model={model} refuse={refuse} />}
          <City
            key={model}
            model={model}
            hasStreets={setup.streets}
            isSimulated={setup.clock === 'events'}
            switchLanguage={switchLanguage}
          />
        </>
      )}
    </LanguageContext.Provider>
  );
}

/** Back to the form when the engine does not take the token: nobody can mend that but who typed it. */
function RefusalWatch({ model, refuse }: { model: CityModel; refuse: (code: string) => void }) {
  useModel(model);
  const { connection, refusal } = model;
  useEffect(() => {
    if (connection === 'refused' && (refusal === 'FORBIDDEN' || refusal === 'UNAUTHENTICATED')) refuse(refusal);
  });
  return null;
}

render(<Page given={takeTokenFromAddress()} />, document.getElementById('app')!);
