/** 130,000 results through a node of a service and that of the exporter; through all six, and 500,000: slow.test. */
import { eachGives } from './many-items.cases';

eachGives(['deskpro', 'ticketlake'], 130_000);
