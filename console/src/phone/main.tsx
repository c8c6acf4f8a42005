import { render } from 'preact';
import '../shared/tokens.css';

render(<h1>Proxima: phone</h1>, document.getElementById('app')!);
