/** README.md and _dictionary.json beside the Parquet files. Masks, earlier versions and strangers: slow.test. */
import './publish.companions.cases';
