/**
 * This drives WebKitGTK by its own WebDriver on a screen that nobody sees; Playwright cannot drive
 * it. It can do what a smoke run needs. Specification: https://www.w3.org/TR/webdriver2/
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { expect } from '@playwright/test';
import { freePort } from '../../../scripts/processes.mjs';

export interface WebKitPrograms {
  readonly driver: string;
  readonly screen: string;
  readonly browser: string;
}

export interface WebKitBrowser {
  open(url: string): Promise<void>;
  /** Leaves the page, and goes on in a new tab. */
  replaceTab(): Promise<void>;
  /** Runs in the page, as the body of an async function. */
  evaluate(script: string): Promise<unknown>;
  fill(label: string, text: string): Promise<void>;
  press(button: string): Promise<void>;
  close(): Promise<void>;
}

/** The name under which the specification hides the id of an element. */
const elementKey = 'element-6066-11e4-a52e-4f735466cecf';

const byXPath = (value: string) => ({ using: 'xpath', value });
const fieldOf = (label: string) =>
  byXPath(`//*[@id=//label[normalize-space(.)="${label}"]/@for or ancestor::label[.="${label}"]]`);
/**
 * Presses in one script: a driver's own click may fail after it took effect, if the button goes.
 */
const pressing = (name: string) => `
  const isIt = (one) => one.ariaLabel === name || one.innerText.trim() === name;
  const name = ${JSON.stringify(name)};
  const button = [...document.querySelectorAll('button')].find((one) => one.checkVisibility() && isIt(one));
  button?.click();
  return button !== undefined;`;

export async function openWebKit(programs: WebKitPrograms): Promise<WebKitBrowser> {
  const home = await mkdtemp(join(tmpdir(), 'feed-webkit-'));
  const screen = await openScreen(programs.screen);
  const port = await freePort();
  const driver = spawn(programs.driver, [`--port=${port}`, '--host=127.0.0.1'], {
    stdio: 'ignore',
    env: {
      PATH: process.env['PATH'],
      DISPLAY: screen.display,
      HOME: home,
      XDG_CACHE_HOME: home,
      XDG_DATA_HOME: home,
      // Its sandbox cannot start for root, which is who runs in containers.
      ...(process.getuid?.() === 0 && { WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: '1' }),
    },
  });
  const call = createCalls(`http://127.0.0.1:${port}`);
  await expect(async () => void (await call('GET', '/status'))).toPass({ intervals: [50] });
  const session = `/session/${await begin(call, programs.browser)}`;
  const element = async (how: object) => {
    const found: unknown = await call('POST', `${session}/element`, how);
    return `${session}/element/${String(Reflect.get(Object(found), elementKey))}`;
  };
  const evaluate = (script: string) =>
    call('POST', `${session}/execute/sync`, {
      script: `return (async () => { ${script} })()`,
      args: [],
    });
  /** Acts as often as needed: what is not there yet comes with the next paint. */
  const act = (work: () => Promise<unknown>) =>
    expect(async () => void (await work())).toPass({ intervals: [100] });

  return {
    open: async (url) => void (await call('POST', `${session}/url`, { url })),
    async replaceTab() {
      await call('POST', `${session}/url`, { url: 'about:blank' });
      const opened = await call('POST', `${session}/window/new`, { type: 'tab' });
      const handle = String(Reflect.get(Object(opened), 'handle'));
      await call('POST', `${session}/window`, { handle });
    },
    evaluate,
    fill: (label, text) =>
      act(async () => call('POST', `${await element(fieldOf(label))}/value`, { text })),
    press: (button) => act(async () => expect(await evaluate(pressing(button))).toBe(true)),
    async close() {
      await call('DELETE', session).catch(() => undefined);
      await Promise.all([end(driver), end(screen.child)]);
      // What it has started ends a moment after it, and may still write.
      await rm(home, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
    },
  };
}

type Call = (method: string, path: string, body?: object) => Promise<unknown>;

const createCalls =
  (base: string): Call =>
  async (method, path, body) => {
    const response = await fetch(`${base}${path}`, {
      method,
      ...(body && { body: JSON.stringify(body) }),
    });
    const { value }: { value: unknown } = await response.json();
    if (!response.ok) throw new Error(`WebDriver ${method} ${path}: ${JSON.stringify(value)}`);
    return value;
  };

async function begin(call: Call, binary: string): Promise<string> {
  const options = { binary, args: ['--automation'] };
  const alwaysMatch = { browserName: 'MiniBrowser', 'webkitgtk:browserOptions': options };
  const begun = await call('POST', '/session', { capabilities: { alwaysMatch } });
  return String(Reflect.get(Object(begun), 'sessionId'));
}

/** The screen chooses its own number and tells it. */
async function openScreen(program: string): Promise<{ child: ChildProcess; display: string }> {
  const args = ['-displayfd', '3', '-screen', '0', '1280x800x24', '-nolisten', 'tcp'];
  const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] });
  const told = child.stdio[3] as Readable;
  const number = await new Promise<string>((done, fail) => {
    told.once('data', (data) => done(String(data).trim()));
    child.once('exit', () => fail(new Error(`${program} ended before it had a screen`)));
  });
  return { child, display: `:${number}` };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((done) => child.once('exit', done));
  child.kill();
  await gone;
}
