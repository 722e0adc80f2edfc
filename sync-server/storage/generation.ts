import { randomBytes } from 'node:crypto';

/** 64 random bits, so that no two documents of one user are ever taken for the same. */
export const randomGeneration = (): string => randomBytes(8).toString('hex');
