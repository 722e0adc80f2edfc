/**
 * Keeps with each outcome which number of which device it is of, and with each device the highest number
 * whose outcome was dropped. Outcomes from before name none, so all numbers from before count as dropped.
 */
import { statements } from './statements.ts';

export const up = statements(
  'alter table command_outcome add column device text',
  'alter table command_outcome add column n bigint',
  'alter table device add column forgotten_n bigint not null default 0',
  'update device set forgotten_n = last_n',
);
