/**
 * This server is the floor of the comparison: a relay that passes on what comes, byte for byte, to
 * everybody else in the room. It parses nothing, knows nobody and keeps nothing, so no server can
 * cost less.
 */
import { createServer } from 'node:http';
import { WebSocketServer } from 'ws';

const rooms = new Map();
const server = createServer();
const webSockets = new WebSocketServer({ server, perMessageDeflate: false });
webSockets.on('connection', (socket, { url }) => {
  const room = rooms.get(url) ?? new Set();
  rooms.set(url, room.add(socket));
  socket.on('message', (bytes) => {
    for (const other of room) if (other !== socket) other.send(bytes);
  });
  socket.on('close', () => {
    room.delete(socket);
    if (room.size === 0) rooms.delete(url);
  });
});
server.listen(Number(process.env.PORT), '127.0.0.1', () => console.log('listening'));
