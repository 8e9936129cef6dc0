/** After a run that found nothing new: files that others changed, and readers of a state that serve keeps. */
import { slow } from './publish.nothing-new.cases';

slow();
