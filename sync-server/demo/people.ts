/** Who is in the demo: three producers, and somebody at the support desk. */
import type { DemoAnswer } from '#shared/protocol/messages.ts';

export type DemoPerson = 'ana' | 'ben' | 'chloe' | 'sam';

export const demoPeople: Readonly<
  Record<
    DemoPerson,
    {
      readonly name: string;
      readonly email: string;
      readonly password: string;
      readonly role: 'producer' | 'support';
    }
  >
> = {
  ana: {
    name: 'Ana Reyes',
    email: 'ana@demo.example',
    password: 'second-chorus',
    role: 'producer',
  },
  ben: {
    name: 'Ben Okafor',
    email: 'ben@demo.example',
    password: 'low-end-check',
    role: 'producer',
  },
  chloe: {
    name: 'Chloe Wu',
    email: 'chloe@demo.example',
    password: 'tape-at-30ips',
    role: 'producer',
  },
  sam: {
    name: 'Sam Lindqvist',
    email: 'sam@demo.example',
    password: 'happy-to-help',
    role: 'support',
  },
};

/** The accounts as the sign-in page offers them. */
export const demoAccounts: DemoAnswer['accounts'] = Object.values(demoPeople);
