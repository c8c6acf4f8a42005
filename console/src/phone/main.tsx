import '../shared/tokens.css';
import { createMap } from '../shared/basemap/create-map.js';
const c = document.getElementById('app')!;
c.style.height = '100vh';
const z = Number(new URLSearchParams(location.search).get('z') ?? 13);
createMap({ container: c, hasStreets: false, center: [13.4112, 52.5215], zoom: z });
