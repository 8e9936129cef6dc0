/** Answers that are escaped as PHP and Python do, of one service; of all of them: slow.test. */
import { sameWhateverIsEscaped } from './escaped-answers.cases';

test('answers that are escaped give the same tables, and are kept as they came', () =>
  sameWhateverIsEscaped(['notific'], ['notific'], ['php']));
