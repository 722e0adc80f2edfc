/**
 * This is a push service on this machine, with the devices it pushes to: it takes real requests,
 * checks who signed them (RFC 8292), decrypts them with the device's own keys (RFC 8291, written
 * from the text, not with the library that encrypts), and answers as a test says.
 */
import {
  createDecipheriv,
  createECDH,
  createPublicKey,
  hkdfSync,
  randomBytes,
  verify,
} from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { PushPayload } from '#shared/protocol/push.ts';

/** A reply is what the service does with one push. */
export type Reply =
  | { readonly status: number; readonly headers?: Readonly<Record<string, string>> }
  /** Takes the request and never answers. */
  | 'hang'
  /** Cuts the line. */
  | 'reset';

export interface Arrived {
  readonly headers: IncomingHttpHeaders;
  /** The text as the device's worker gets it. */
  readonly text: string;
  readonly payload: PushPayload;
  readonly bytes: number;
  /** The claims of the signature. */
  readonly claims: { readonly aud: string; readonly exp: number; readonly sub: string };
  /** The key of the signer. */
  readonly key: string;
}

export interface PushTarget {
  /** The subscription as the browser would give it. */
  readonly subscription: {
    readonly endpoint: string;
    readonly expirationTime: null;
    readonly keys: { readonly p256dh: string; readonly auth: string };
  };
  readonly arrived: Arrived[];
  /** Sets the replies to the next pushes, one each; then 201. */
  reply(...replies: readonly Reply[]): void;
  /** Resolves when so many have arrived in all. */
  count(n: number): Promise<readonly Arrived[]>;
}

export interface PushService {
  readonly origin: string;
  createTarget(): PushTarget;
  close(): Promise<void>;
}

interface Held extends PushTarget {
  readonly replies: Reply[];
  receive(headers: IncomingHttpHeaders, body: Buffer): void;
}

export async function createPushService(): Promise<PushService> {
  const targets = new Map<string, Held>();
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const target = targets.get(request.url ?? '');
      if (!target) return response.writeHead(404).end();
      target.receive(request.headers, Buffer.concat(chunks));
      return answer(response, target.replies.shift() ?? { status: 201 });
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  return {
    origin,
    createTarget() {
      const path = `/push/${randomBytes(12).toString('base64url')}`;
      const target = createHeld(`${origin}${path}`, origin);
      targets.set(path, target);
      return target;
    },
    async close() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

function answer(response: ServerResponse, reply: Reply): void {
  if (reply === 'hang') return;
  if (reply === 'reset') response.destroy();
  else response.writeHead(reply.status, reply.headers).end();
}

function createHeld(endpoint: string, origin: string): Held {
  const ecdh = createECDH('prime256v1');
  const p256dh = ecdh.generateKeys('base64url');
  const auth = randomBytes(16);
  const arrived: Arrived[] = [];
  const replies: Reply[] = [];
  const waiting = new Set<() => void>();
  return {
    subscription: {
      endpoint,
      expirationTime: null,
      keys: { p256dh, auth: auth.toString('base64url') },
    },
    arrived,
    replies,
    reply: (...more) => void replies.push(...more),
    receive(headers, body) {
      const { claims, key } = checkSignature(headers.authorization ?? '', origin);
      const text = decrypt(body, ecdh.getPrivateKey(), Buffer.from(p256dh, 'base64url'), auth);
      const payload = JSON.parse(text) as PushPayload;
      arrived.push({ headers, text, payload, bytes: Buffer.byteLength(text), claims, key });
      for (const look of waiting) look();
    },
    count: (n) =>
      new Promise((done) => {
        const look = () => {
          if (arrived.length < n) return;
          waiting.delete(look);
          done(arrived);
        };
        waiting.add(look);
        look();
      }),
  };
}

/** Throws, and so fails the request, where the signature is not that of the key it names. */
function checkSignature(authorization: string, origin: string): Pick<Arrived, 'claims' | 'key'> {
  const [, token = '', key = ''] = /^vapid t=([\w.-]+),\s*k=([\w-]+)$/u.exec(authorization) ?? [];
  const [head = '', body = '', signature = ''] = token.split('.');
  const point = Buffer.from(key, 'base64url');
  const publicKey = createPublicKey({
    format: 'jwk',
    key: {
      kty: 'EC',
      crv: 'P-256',
      x: point.subarray(1, 33).toString('base64url'),
      y: point.subarray(33).toString('base64url'),
    },
  });
  const isSigned = verify(
    'sha256',
    Buffer.from(`${head}.${body}`),
    { key: publicKey, dsaEncoding: 'ieee-p1363' },
    Buffer.from(signature, 'base64url'),
  );
  const claims = JSON.parse(Buffer.from(body, 'base64url').toString()) as Arrived['claims'];
  const now = Date.now() / 1_000;
  const isCurrent = claims.exp > now && claims.exp <= now + 24 * 60 * 60;
  if (!isSigned || !isCurrent || claims.aud !== origin) throw new Error('not signed as it should');
  return { claims, key };
}

/** RFC 8188 §2.1, with the key of RFC 8291 §3.4; one record. */
function decrypt(body: Buffer, privateKey: Buffer, publicKey: Buffer, auth: Buffer): string {
  const salt = body.subarray(0, 16);
  const senderLength = body.readUInt8(20);
  const sender = body.subarray(21, 21 + senderLength);
  const sealed = body.subarray(21 + senderLength);
  const ecdh = createECDH('prime256v1');
  ecdh.setPrivateKey(privateKey);
  const derive = (from: Buffer, salted: Buffer, info: Buffer, length: number) =>
    Buffer.from(hkdfSync('sha256', from, salted, info, length));
  const info = Buffer.concat([Buffer.from('WebPush: info\0'), publicKey, sender]);
  const secret = derive(ecdh.computeSecret(sender), auth, info, 32);
  const key = derive(secret, salt, Buffer.from('Content-Encoding: aes128gcm\0'), 16);
  const nonce = derive(secret, salt, Buffer.from('Content-Encoding: nonce\0'), 12);
  const decipher = createDecipheriv('aes-128-gcm', key, nonce);
  decipher.setAuthTag(sealed.subarray(-16));
  const padded = Buffer.concat([decipher.update(sealed.subarray(0, -16)), decipher.final()]);
  // The last record ends with a 2 and nothing but zeros behind it.
  return padded.subarray(0, padded.lastIndexOf(2)).toString();
}
