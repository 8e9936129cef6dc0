/** Tables as files: by month, for spreadsheets, and while the lake is published anew. */
import './files.cases';
