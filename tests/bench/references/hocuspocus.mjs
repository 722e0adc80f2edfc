/** This runs Hocuspocus as it comes, in memory: no extension, no hook. */
import { Server } from '@hocuspocus/server';

await new Server({ port: Number(process.env.PORT), address: '127.0.0.1', quiet: true }).listen();
console.log('listening');
