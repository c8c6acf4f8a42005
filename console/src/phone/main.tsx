import { render } from 'preact';
import '../shared/tokens.css';
import { App } from './app.js';
import './phone.css';

render(<App />, document.getElementById('app')!);
