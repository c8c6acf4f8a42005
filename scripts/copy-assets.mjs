// The compiler leaves Lua scripts behind; they belong beside the code that loads them.
import { cpSync } from 'node:fs';

cpSync('src/state/lua', 'dist/src/state/lua', { recursive: true });
