/** What a lake says before it has tickets. */
import { useCompiledExporter } from '../support/child-run';
import { quick } from './tickets-awaited.cases';

useCompiledExporter();
quick();
