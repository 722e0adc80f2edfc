/**
 * This tab's part in keeping the device in step with the server: it stands in line for the lead and
 * leads when its turn comes. The one door to everything the first screen does not need.
 */
import { lead, type LeadDependencies } from './lead.ts';
import { createLeadership, type Leadership, type LeadershipDependencies } from './leadership.ts';

export type TakePartDependencies = LeadDependencies & Omit<LeadershipDependencies, 'begin'>;

export const takePart = (dependencies: TakePartDependencies): Leadership =>
  createLeadership({
    ...dependencies,
    begin: (onBeat) => lead({ ...dependencies, onBeat }),
  });
