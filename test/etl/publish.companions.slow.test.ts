/** README.md and _dictionary.json: masks, earlier versions, strangers. */
import './publish.companions.cases';
