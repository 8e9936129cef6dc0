/** The commands at work: replay, and exports that print lines or are ended early. */
import { slow } from './cli.commands.cases';

slow();
