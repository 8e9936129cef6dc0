import { useCompiledExporter } from '../support/child-run';
import { slow } from './machine-clock.cases';

useCompiledExporter();
slow();
