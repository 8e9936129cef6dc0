/** A build that ended half-way is made again. What had changed before: slow.test. */
import './marts.interrupted.cases';
