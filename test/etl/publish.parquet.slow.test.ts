/** What a Parquet file says of itself in later publications. */
import './publish.parquet.cases';
