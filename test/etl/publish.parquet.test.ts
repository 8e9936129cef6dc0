/** What a Parquet file says of itself, and the order of its rows. Later publications: slow.test. */
import './publish.parquet.cases';
