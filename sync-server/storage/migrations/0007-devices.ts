/** Creates the table of the devices that each person uses. */
import { statements } from './statements.ts';

export const up = statements(
  `create table device_seen (
            user_id text not null, device text not null, name text not null, form text not null,
            first_seen_at bigint not null, last_seen_at bigint not null, last_act_at bigint,
            primary key (user_id, device)
          )`,
);
