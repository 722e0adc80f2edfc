/** One track on screen, and everything that can be done to it, as commands. */
import type { CommandSender, TrackPage, WorkspaceReader } from '#lib/ports/workspace.ts';
import { uuid7 } from '#shared/base/ids.ts';
import type { Ticks } from '#lib/ports/ticks.ts';
import type { Stage } from '#shared/tracks/entities.ts';
import { Watched } from './watched.svelte.ts';

const emailPattern = /^[^\s@]+@[^\s@]+\.[^\s@.]+$/u;

export class TrackModel {
  readonly #id: string;
  readonly #commands: CommandSender;
  readonly #ticks: Ticks;
  readonly #page: Watched<TrackPage | 'missing'>;

  constructor(id: string, workspace: WorkspaceReader, commands: CommandSender, ticks: Ticks) {
    this.#id = id;
    this.#commands = commands;
    this.#ticks = ticks;
    this.#page = new Watched(workspace.track(id));
  }

  /** Undefined until the device was read. */
  get page(): TrackPage | 'missing' | undefined {
    return this.#page.value;
  }

  setStage(stage: Stage): Promise<void> {
    return this.#commands.send({ name: 'track.setStage.v1', args: { trackId: this.#id, stage } });
  }

  setDue(dueOn: string | null): Promise<void> {
    const { timeZone } = this.#ticks;
    const args = { trackId: this.#id, dueOn, timeZone };
    return this.#commands.send({ name: 'track.setDue.v1', args });
  }

  /** @returns false where it is no address; then nothing is sent */
  async invite(email: string): Promise<boolean> {
    const address = email.trim().toLowerCase();
    if (!emailPattern.test(address)) return false;
    const inviteId = uuid7(this.#ticks.now());
    const args = { inviteId, trackId: this.#id, email: address };
    await this.#commands.send({ name: 'invite.send.v1', args });
    return true;
  }

  revoke(inviteId: string): Promise<void> {
    return this.#commands.send({ name: 'invite.revoke.v1', args: { inviteId } });
  }

  /** @returns false where there is nothing to say */
  async comment(text: string): Promise<boolean> {
    const said = text.trim();
    if (said === '') return false;
    const commentId = uuid7(this.#ticks.now());
    const args = { commentId, trackId: this.#id, text: said };
    await this.#commands.send({ name: 'comment.add.v1', args });
    return true;
  }

  dispose(): void {
    this.#page.dispose();
  }
}
