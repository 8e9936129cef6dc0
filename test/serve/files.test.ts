/** Tables as files. By month, for spreadsheets, and while the lake is published anew: slow.test. */
import './files.cases';
