import {keepCompiled} from '../compile-cache.js';
import {throwUncaught} from '../throw-uncaught.js';

keepCompiled();
// Behind it: what is loaded before is compiled anew each time.
import('./main.js').catch(throwUncaught);
