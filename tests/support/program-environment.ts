/**
 * What a program under test has of our own environment: where programs are, and where Node keeps what
 * it has compiled. Settings of whoever runs the tests must not reach it.
 */
export const programEnvironment: NodeJS.ProcessEnv = {
  PATH: process.env['PATH'],
  NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'],
};
