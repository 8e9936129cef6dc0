/** The commands at work; replay, and exports that print lines or are ended early: slow.test. */
import { quick } from './cli.commands.cases';

quick();
