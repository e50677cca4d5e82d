import {keepCompiled} from '../compile-cache.js';

keepCompiled();
await import('./main.js');
