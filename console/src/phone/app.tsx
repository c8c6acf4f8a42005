import { useEffect, useState } from 'preact/hooks';
import { takeTokenFromAddress } from '../shared/access.js';
import { askSetup, type Setup } from '../shared/setup.js';
import { SignIn } from '../shared/sign-in.js';
import { readVoice, localeOf } from '../shared/texts/voice.js';
import { PhoneModel } from './model/phone-model.js';
import { Around, Consents, VoicePicker, Walk } from './parts/controls.js';
import { PhoneScreen } from './parts/phone-screen.js';
import { KnownPanel, Log } from './parts/told.js';
import { useModel } from './parts/use-model.js';
import { textsFor } from './texts/texts.js';

const RETRY_MS = 3_000;
const TOKEN_COMMAND = 'npm run --silent token -- --role device --customer you';

const tokenOfAddress = takeTokenFromAddress();

/** Until the engine has answered and there is somebody to be, words; then the phone. */
export function App() {
  const { setup, isMissing } = useSetup();
  const [token, setToken] = useState(tokenOfAddress);
  const [fault, setFault] = useState<string>();
  const [model, setModel] = useState<PhoneModel>();
  const texts = textsFor(readVoice());

  useEffect(() => {
    if (!setup || (!setup.demo && token === undefined)) return undefined;
    const made = new PhoneModel(setup, token);
    const unlisten = made.client.on('state', (state) => {
      if (state !== 'failed' || token === undefined) return;
      setFault(texts.signInRefused);
      setToken(undefined);
    });
    setModel(made);
    return () => {
      unlisten();
      made.close();
      setModel(undefined);
    };
  }, [setup, token]);

  if (model) return <Phone model={model} />;
  if (setup && !setup.demo) return <SignIn words={texts} command={TOKEN_COMMAND} fault={fault} onToken={setToken} />;
  return (
    <main class="waiting">
      <p role="status">{isMissing ? texts.setupFailed : texts.loading}</p>
    </main>
  );
}

function Phone({ model }: { model: PhoneModel }) {
  useModel(model);
  const texts = textsFor(model.voice);
  useEffect(() => {
    document.documentElement.lang = localeOf(model.voice);
    document.title = `Proxima: ${texts.title}`;
  }, [model.voice, texts]);
  return (
    <main class="layout">
      <header class="intro">
        <h1>{texts.title}</h1>
        <p>{texts.intro}</p>
      </header>
      <PhoneScreen model={model} texts={texts} />
      <div class="side">
        <Consents model={model} texts={texts} />
        <Walk model={model} texts={texts} />
        <Around model={model} texts={texts} />
        <VoicePicker model={model} texts={texts} />
      </div>
      <div class="told">
        <Log model={model} texts={texts} />
        <KnownPanel model={model} texts={texts} />
      </div>
    </main>
  );
}

/** Asks until the engine answers. */
function useSetup(): { setup?: Setup; isMissing: boolean } {
  const [setup, setSetup] = useState<Setup>();
  const [isMissing, setMissing] = useState(false);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout>;
    const ask = () =>
      void askSetup().then(setSetup, () => {
        setMissing(true);
        timer = setTimeout(ask, RETRY_MS);
      });
    ask();
    return () => clearTimeout(timer);
  }, []);
  return { setup, isMissing };
}
