/** Light, dark, or as the system is: runs before anything is drawn, so that nothing flashes. */
import { kept } from './browser-storage';
import { isTheme } from './themes';

const chosen = kept('theme');
if (isTheme(chosen)) document.documentElement.dataset['theme'] = chosen;
