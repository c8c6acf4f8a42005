import { render } from 'preact';
import '../shared/tokens.css';

render(<h1>Proxima: city</h1>, document.getElementById('app')!);
