/** The fields that pages share. */
import { column } from './visual';

export const DAY = column('Dates', 'Date');
export const WEEK = column('Dates', 'Week');
export const MONTH = column('Dates', 'Month');
export const SOURCE = column('Sources', 'Source');
export const QUEUE = column('Queue', 'Queue');
export const AGENT = column('Agent', 'Agent');
export const TEAM = column('Team', 'Team');
export const STATUS = column('Status', 'Status');
export const PRIORITY = column('Priority', 'Priority');
export const CHANNEL = column('Channel', 'Channel');
