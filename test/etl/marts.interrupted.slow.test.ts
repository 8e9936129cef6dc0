/** A build that ended half-way: what had changed before. */
import './marts.interrupted.cases';
