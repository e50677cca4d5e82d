import {keepCompiled} from '../compile-cache.js';

keepCompiled();
// Behind it: what is loaded before is compiled anew each time.
import('./main.js');
